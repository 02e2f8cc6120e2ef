/** Statements of places: a signature made for one use serves no other. */
import { describe, expect, test } from '@jest/globals';
import { world } from '../support/world.js';
import { at, document } from './forgery/world.js';
import { readSignedMessage } from './read-signed-message.js';
import { signDetached } from './sign-detached.js';
import { signStatement, verifyStatement } from './statement.js';

describe('a signed statement', () => {
  const bytes = Buffer.from('root of a batch');

  test('the place’s certificate verifies it, under the same context only', async () => {
    const signature = await signStatement('lienthong/acceptance', bytes, world.place);
    const { certificate } = world.place;
    expect(verifyStatement('lienthong/acceptance', bytes, signature, certificate)).toBe(true);
    expect(verifyStatement('lienthong/hop-batch', bytes, signature, certificate)).toBe(false);
    expect(verifyStatement('lienthong/acceptance', document, signature, certificate)).toBe(false);
    expect(verifyStatement('lienthong/acceptance', bytes, signature, world.agency.certificate)).toBe(false);
    expect(verifyStatement('lienthong/acceptance', bytes, Buffer.alloc(256), certificate)).toBe(false);
    expect(verifyStatement('lienthong/acceptance', bytes, Buffer.alloc(0), certificate)).toBe(false);
  });

  test('a good one is remembered, and nothing that resembles it', async () => {
    const { certificate } = world.place;
    const signature = await signStatement('lienthong/acceptance', bytes, world.place);
    const holds = (of: Buffer, by: Buffer): boolean => verifyStatement('lienthong/acceptance', of, by, certificate);
    const altered = Buffer.from(signature);
    altered[altered.length - 1]! ^= 1;
    expect([holds(bytes, signature), holds(bytes, signature)]).toEqual([true, true]);
    expect([holds(bytes, altered), holds(document, signature)]).toEqual([false, false]);
  });

  test('a certificate that can not be read verifies nothing', async () => {
    const signature = await signStatement('lienthong/acceptance', bytes, world.place);
    expect(verifyStatement('lienthong/acceptance', bytes, signature, Buffer.from('no certificate'))).toBe(false);
  });

  test('a document’s signature does not pass as a statement', () => {
    const message = readSignedMessage(signDetached(document, world.place, at));
    if ('refusal' in message) throw new Error(message.refusal.detail);
    const { signed, signature } = message.value;
    // The signed attributes begin with 0x31, the digit one, and no context does.
    expect(() => verifyStatement('1', signed.subarray(2), signature, world.place.certificate)).toThrow(RangeError);
  });

  test('a context that could run into the bytes is an error', async () => {
    const sign = async (context: string): Promise<Buffer> => signStatement(context, bytes, world.place);
    await expect(sign('')).rejects.toThrow(RangeError);
    await expect(sign('a\0b')).rejects.toThrow(RangeError);
  });
});
