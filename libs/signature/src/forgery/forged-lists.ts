/** Forgers of revocation lists: each says what the profile does not let a list say. */
import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { rawExtension, reasonCode } from '../authority/write-certificate.js';
import type { CrlBody } from '../authority/write-crl.js';
import { attempt } from '../der/der-fault.js';
import { oids } from '../der/oids.js';
import { context, encode, implicit, integer, sequence, time, type DerNode } from '../der/write-der.js';
import { listRules } from '../trust/list-rules.js';
import { readListBy } from '../trust/read-crl.js';
import { oddChain, type ChainKeys, type ChainOddity, type OddChain } from './odd-chain.js';
import { begin } from './world.js';

const curve = (): KeyObject => generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;

export const makeListKeys = (): ChainKeys => ({ root: curve(), issuing: curve(), signer: curve() });

/** Of the signer whose certificate the lists are asked about. */
export const listedSerial = Buffer.alloc(16, 0x55);

export const chainWith = (keys: ChainKeys, list: ChainOddity['list']): OddChain =>
  oddChain(keys, { signer: { serial: listedSerial }, list });

const yes = Buffer.of(0xff);
const scope = (...parts: DerNode[]): DerNode[] => [
  rawExtension(oids.issuingDistributionPoint, true, encode(sequence(...parts))),
];
const entry = (reason: number): DerNode => sequence(integer(listedSerial), time(begin), sequence(reasonCode(reason)));

/** For each rule what breaks it. */
export const listForgeries: Readonly<Record<string, Partial<CrlBody>>> = {
  'the revocation list has no number': { isUnnumbered: true },
  'delta revocation lists are not accepted': {
    moreExtensions: [rawExtension(oids.deltaListIndicator, true, encode(integer(3)))],
  },
  'the scope of the revocation list is not critical': {
    moreExtensions: [rawExtension(oids.issuingDistributionPoint, false, encode(sequence(implicit(2, yes))))],
  },
  'the revocation list speaks for one distribution point only': {
    moreExtensions: scope(context(0, context(0, implicit(6, Buffer.from('http://a/1.crl'))))),
  },
  'the revocation list speaks of some reasons only': { moreExtensions: scope(implicit(3, Buffer.of(5, 0x20))) },
  'indirect revocation lists are not accepted': { moreExtensions: scope(implicit(4, yes)) },
  'the revocation list speaks for attribute certificates': { moreExtensions: scope(implicit(5, yes)) },
  'the revocation list speaks for no certificate at all': {
    moreExtensions: scope(implicit(1, yes), implicit(2, yes)),
  },
  'a certificate is listed twice': { moreEntries: [entry(1), entry(6)] },
  'a reason has no place in a complete list': { moreEntries: [entry(8)] },
};

/** The issuing authority's list with this oddity. */
export function forgeList(keys: ChainKeys, list: Partial<CrlBody>): Buffer {
  const [, der = Buffer.alloc(0)] = chainWith(keys, list).crls;
  return der;
}

/** `trusted` where the list is taken for the authority's whole word, by all rules or by all but one. */
export function judgeForgedList(der: Buffer, leftOut?: string): string {
  const rules = listRules.filter(({ name }) => name !== leftOut);
  const read = attempt('certificate-profile', () => readListBy(rules, der));
  return 'refusal' in read ? read.refusal.code : 'trusted';
}
