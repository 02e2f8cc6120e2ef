/** A sealed secret opens at its place only, for whom it was sealed, and only as it was sealed. */
import { randomBytes } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import type { ServedPlace } from '../exchange.js';
import { openSecret, sealSecret } from './seal-secret.js';

const place = (code: string, sealingKey: Buffer = randomBytes(32)) => ({ code, sealingKey }) as ServedPlace;
const secret = Buffer.from('bí mật của trung tâm');

describe('a sealed secret', () => {
  const home = place('00.54.W00');

  test('opens again, and is sealed anew each time', () => {
    const sealed = sealSecret(home, 'system', secret);
    expect(openSecret(home, 'system', sealed)).toEqual(secret);
    expect(sealSecret(home, 'system', secret)).not.toEqual(sealed);
    expect(sealed.includes(secret)).toBe(false);
  });

  test('does not open under another key, at another place, for somebody else, or with a bit changed', () => {
    const sealed = sealSecret(home, 'webhook 1', secret);
    expect(() => openSecret(place('00.54.W00'), 'webhook 1', sealed)).toThrow('00.54.W00 was replaced');
    expect(() => openSecret(place('00.05.W00', home.sealingKey), 'webhook 1', sealed)).toThrow();
    expect(() => openSecret(home, 'webhook 2', sealed)).toThrow();
    expect(() => openSecret(home, 'system', sealed)).toThrow();
    for (const at of [0, 12, sealed.length - 1]) {
      const changed = Buffer.from(sealed);
      changed[at] = (changed[at] ?? 0) ^ 1;
      expect(() => openSecret(home, 'webhook 1', changed)).toThrow();
    }
  });
});
