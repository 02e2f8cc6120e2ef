/** A sealed secret opens at its place only, and only as it was sealed. */
import { randomBytes } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import type { ServedPlace } from '../exchange.js';
import { openSecret, sealSecret } from './seal-secret.js';

const place = (code: string, sealingKey: Buffer = randomBytes(32)) => ({ code, sealingKey }) as ServedPlace;
const secret = 'bí mật của trung tâm';

describe('a sealed secret', () => {
  const home = place('00.54.W00');

  test('opens again, and is sealed anew each time', () => {
    const sealed = sealSecret(home, secret);
    expect(openSecret(home, sealed)).toBe(secret);
    expect(sealSecret(home, secret)).not.toEqual(sealed);
    expect(sealed.includes(Buffer.from(secret))).toBe(false);
  });

  test('does not open under another key, at another place, or with a bit changed', () => {
    const sealed = sealSecret(home, secret);
    expect(() => openSecret(place('00.54.W00'), sealed)).toThrow();
    expect(() => openSecret(place('00.05.W00', home.sealingKey), sealed)).toThrow();
    for (const at of [0, 12, sealed.length - 1]) {
      const changed = Buffer.from(sealed);
      changed[at] = (changed[at] ?? 0) ^ 1;
      expect(() => openSecret(home, changed)).toThrow();
    }
  });
});
