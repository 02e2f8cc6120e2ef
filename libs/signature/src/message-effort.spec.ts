/** The worst messages that anybody can send: four times as long, they cost about four times as much. */
import { describe, expect, test } from '@jest/globals';
import { effortOf } from '../support/effort.js';
import { world } from '../support/world.js';
import { readBer } from './der/read-ber.js';
import { oids } from './der/oids.js';
import { embed, octets, oid, sequence, setOf, context, type DerNode } from './der/write-der.js';
import { attribute, oddSignature } from './forgery/odd-signatures.js';
import { at, contentOf, document } from './forgery/world.js';
import { judgeSignatures } from './judge-signature.js';
import { profile } from './profile.js';
import { signDetached } from './sign-detached.js';

const many = (count: number, one: (number: number) => DerNode): DerNode[] =>
  Array.from({ length: count }, (_, n) => one(n));

const oneOf = (count: number, one: DerNode): DerNode[] => Array.from({ length: count }, () => one);

const stamp = (): DerNode => embed(signDetached(document, world.agency, at));

function nested(depth: number): DerNode {
  return depth === 0 ? octets(Buffer.alloc(64)) : sequence(nested(depth - 1));
}

/** Each makes a message that grows with the number. */
const worst: Readonly<Record<string, (count: number) => Buffer>> = {
  'unsigned attributes': (count) =>
    oddSignature(world.agency, { unsigned: many(count, (n) => attribute(`2.999.${n}`, octets(Buffer.alloc(8)))) }),
  'signed attributes': (count) =>
    oddSignature(world.agency, {
      attributes: (good) => [...good, ...many(count, (n) => attribute(`2.999.${n}`, octets(Buffer.alloc(8))))],
    }),
  'digest algorithms': (count) =>
    oddSignature(world.agency, { announced: many(count, (n) => sequence(oid(`2.999.${n}`))) }),
  'lists that are none': (count) =>
    oddSignature(world.agency, { lists: many(count, () => sequence(octets(Buffer.alloc(8)))) }),
  'time stamps that are none': (count) =>
    oddSignature(world.agency, { unsigned: [sequence(oid(oids.timeStampToken), setOf(...oneOf(count, stamp())))] }),
  'revocation values': (count) =>
    oddSignature(world.agency, {
      unsigned: many(count, () => attribute(oids.revocationValues, sequence(context(0, sequence(sequence()))))),
    }),
  'long identifiers': (count) =>
    oddSignature(world.agency, {
      unsigned: [attribute(`2.999${'.268435455'.repeat(count)}`, octets(Buffer.alloc(8)))],
    }),
};

describe('a message four times as long costs about four times as much', () => {
  test.each(Object.keys(worst))('of many %s', (kind) => {
    const costOf = (count: number): number => {
      const cms = worst[kind]?.(count) ?? Buffer.alloc(0);
      return effortOf(() => judgeSignatures(cms, contentOf(document), world.trust, at));
    };
    const count = kind.startsWith('time stamps') ? 50 : 500;
    // Where both are cheap, what the one verification costs is more than all that grows.
    expect(costOf(4 * count)).toBeLessThan(Math.max(costOf(count), 2000) * 10);
  });

  test.each([
    ['open lengths in each other', (n: number) => `${'3080'.repeat(n)}${'0000'.repeat(n)}`],
    ['open lengths beside each other', (n: number) => `3080${'30800000'.repeat(n)}0000`],
    ['open lengths that nothing ends', (n: number) => '3080'.repeat(n)],
    ['strings in pieces', (n: number) => `2480${'040101'.repeat(n)}0000`],
    ['strings in pieces of pieces', (n: number) => `2480${'24050403010203'.repeat(n)}0000`],
    ['zeros', (n: number) => `3080${'00'.repeat(n)}`],
  ])('in BER of %s', (_, made) => {
    const costOf = (count: number): number => {
      const ber = Buffer.from(made(count), 'hex');
      return effortOf(() => readBer(ber, { ...profile.ber, elements: 1_000_000 }));
    };
    expect(costOf(200_000)).toBeLessThan(Math.max(costOf(50_000), 2000) * 10);
  });

  test('a token in a token in a token is passed over, however deep', () => {
    const cms = (depth: number): Buffer =>
      oddSignature(world.agency, { unsigned: [attribute('2.999.1', nested(depth))] });
    const verdicts = [10, 100, 1000].map(
      (depth) => judgeSignatures(cms(depth), contentOf(document), world.trust, at)[0]?.code,
    );
    expect(verdicts).toEqual(['trusted', 'trusted', 'trusted']);
  });
});
