/** The world of one spec file, made before its first test: Jest gives every file modules of its own, and so a world of its own. */
import { makeWorld } from '../src/forgery/world.js';

export const world = await makeWorld();
