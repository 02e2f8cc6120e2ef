/** How other commands find the deployment that runs on a data folder: a file that is there while it runs. */
import { kept } from './kept-file.js';
import type { DataFolder } from './project.js';

export interface Running {
  readonly urls: readonly string[];
  /** The authority's. */
  readonly trustUrl: string;
  /** With the password: the file is readable by its owner only. */
  readonly databaseUrl: string;
}

const usualUrl = 'http://127.0.0.1:8080';

export function readRunning(data: DataFolder): Running | undefined {
  return kept<Running>(data.running);
}

/** The address named by the person, else the running deployment's, else the usual one. */
export function exchangeUrl(data: DataFolder, named: string | undefined): string {
  return named ?? readRunning(data)?.urls[0] ?? usualUrl;
}
