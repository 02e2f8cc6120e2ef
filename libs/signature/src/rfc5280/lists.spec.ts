/** Lists that the strict profile refuses and RFC 5280 puts together: deltas, some reasons, one distribution point. */
import { describe, expect, test } from '@jest/globals';
import { listAddress, rawExtension, reasonCode } from '../authority/write-certificate.js';
import { writeCrl, type CrlBody } from '../authority/write-crl.js';
import { oids } from '../der/oids.js';
import { context, encode, implicit, integer, sequence, time, type DerNode } from '../der/write-der.js';
import { listedSerial, makeListKeys } from '../forgery/forged-lists.js';
import { issuingName, oddChain, signerExtensions } from '../forgery/odd-chain.js';
import { at, begin, dayMs, yearsLater } from '../forgery/world.js';
import { judgeCertificate } from '../judge-signature.js';
import { publicRules } from '../trust/path-rules.js';
import { loadTrust } from '../trust/trust.js';

const keys = makeListKeys();
const PLACE = 'http://x.vn/1.crl';

const chain = oddChain(keys, {
  signer: { serial: listedSerial, extensions: [...signerExtensions(keys), listAddress(PLACE)] },
});

/** The issuing authority's lists as they are given instead of its whole one. */
function codeWith(...lists: Partial<CrlBody>[]): string {
  const [rootList = Buffer.alloc(0)] = chain.crls;
  const whole = { issuer: issuingName, number: 7, thisUpdate: begin, nextUpdate: yearsLater(2), revocations: [] };
  const crls = [rootList, ...lists.map((list) => writeCrl({ ...whole, ...list }, keys.issuing))];
  return judgeCertificate(chain.signer, loadTrust({ ...chain, crls }, undefined, publicRules), at).code;
}

const listed = (reason: number): Pick<CrlBody, 'moreEntries'> => ({
  moreEntries: [sequence(integer(listedSerial), time(begin), sequence(reasonCode(reason)))],
});
const [COMPROMISE, HOLD, REMOVED] = [1, 6, 8];

describe('a delta list', () => {
  const delta = (number: number, base: number, more: Partial<CrlBody> = {}): Partial<CrlBody> => ({
    number,
    moreExtensions: [rawExtension(oids.deltaListIndicator, true, encode(integer(base)))],
    ...more,
  });

  test('adds to its complete list, and takes a suspension off it', () => {
    expect(codeWith({})).toBe('trusted');
    expect(codeWith({}, delta(9, 7, listed(COMPROMISE)))).toBe('certificate-revoked');
    expect(codeWith(listed(HOLD))).toBe('certificate-revoked');
    expect(codeWith(listed(HOLD), delta(9, 7, listed(REMOVED)))).toBe('trusted');
  });

  test('of a later complete list, or older than it, changes nothing', () => {
    expect(codeWith(listed(HOLD), delta(9, 8, listed(REMOVED)))).toBe('certificate-revoked');
    expect(codeWith(listed(HOLD), delta(6, 5, listed(REMOVED)))).toBe('certificate-revoked');
  });

  test('speaks as long as both do, and alone not at all', () => {
    const past = new Date(at.getTime() - 1000);
    expect(codeWith({}, delta(9, 7, { nextUpdate: past }))).toBe('revocation-stale');
    expect(codeWith({ nextUpdate: past }, delta(9, 7))).toBe('revocation-stale');
    expect(codeWith(delta(9, 7))).toBe('revocation-stale');
  });

  test('may not be taken for a complete one: in that nothing is removed', () => {
    expect(codeWith(listed(REMOVED))).toBe('revocation-stale');
  });
});

describe('a list that speaks for a part', () => {
  const scope = (...parts: DerNode[]): Pick<CrlBody, 'moreExtensions'> => ({
    moreExtensions: [rawExtension(oids.issuingDistributionPoint, true, encode(sequence(...parts)))],
  });
  const onlyCompromise = scope(implicit(3, Buffer.of(6, 0x40)));
  const otherReasons = scope(implicit(3, Buffer.of(7, 0x3f, 0x80)));
  const place = (url: string): DerNode => context(0, context(0, implicit(6, Buffer.from(url))));

  test('of the reasons is not enough alone; with the others it is, and what it lists counts', () => {
    expect(codeWith(onlyCompromise)).toBe('revocation-stale');
    expect(codeWith(otherReasons)).toBe('revocation-stale');
    expect(codeWith(onlyCompromise, otherReasons)).toBe('trusted');
    expect(codeWith({ ...onlyCompromise, ...listed(COMPROMISE) }, otherReasons)).toBe('certificate-revoked');
    expect(codeWith({}, { ...onlyCompromise, ...listed(COMPROMISE) })).toBe('certificate-revoked');
  });

  test('of suspensions is not overruled by a younger one of other reasons', () => {
    const onlyHold = scope(implicit(3, Buffer.of(1, 0x02)));
    const notHold = scope(implicit(3, Buffer.of(7, 0x7d, 0x80)));
    const younger = { thisUpdate: new Date(begin.getTime() + dayMs) };
    expect(codeWith(onlyHold, { ...notHold, ...younger })).toBe('trusted');
    expect(codeWith({ ...onlyHold, ...listed(HOLD) }, { ...notHold, ...younger })).toBe('certificate-revoked');
  });

  test('of the certificates speaks for those that name its distribution point', () => {
    expect(codeWith(scope(place(PLACE)))).toBe('trusted');
    expect(codeWith({ ...scope(place(PLACE)), ...listed(COMPROMISE) })).toBe('certificate-revoked');
    expect(codeWith(scope(place('http://x.vn/2.crl')))).toBe('revocation-stale');
  });

  test('and is signed by others than the issuer, or for attributes only, is passed over', () => {
    const yes = Buffer.of(0xff);
    expect(codeWith(scope(implicit(4, yes)))).toBe('revocation-stale');
    expect(codeWith(scope(implicit(5, yes)))).toBe('revocation-stale');
  });
});
