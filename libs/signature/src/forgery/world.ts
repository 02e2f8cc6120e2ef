/** What the specs of this library sign with: one authority, a few agencies, and the keys of each, made once per spec file. */
import { hash, type KeyObject } from 'node:crypto';
import { Authority } from '../authority/authority.js';
import { makeKey, makeRequest, type RequestSubject } from '../authority/request.js';
import type { KeptSigner, SignedContent } from '../shapes.js';
import { loadTrust, type Trust } from '../trust/trust.js';

export const begin = new Date('2019-06-01T00:00:00Z');
export const at = new Date('2020-03-16T03:20:00Z');
export const dayMs = 86_400_000;
export const yearsLater = (years: number): Date => new Date(begin.getTime() + years * 365 * dayMs);

export const document = Buffer.from('Công văn số 1234/SGTVT-VP về việc liên thông văn bản điện tử', 'utf8');
export const contentOf = (bytes: Buffer): SignedContent => ({ sha256: hash('sha256', bytes, 'buffer'), bytes });

export interface World {
  readonly authority: Authority;
  readonly agency: KeptSigner;
  readonly person: KeptSigner;
  readonly other: KeptSigner;
  readonly place: KeptSigner;
  readonly trust: Trust;
}

export const committee: RequestSubject = { agency: 'H54.07', commonName: 'Sở Giao thông vận tải', kind: 'agency' };

export async function makeWorld(): Promise<World> {
  const [authority, ...keys] = await Promise.all([
    Authority.create({ name: 'Chứng thực thử nghiệm', from: begin }),
    ...Array.from({ length: 4 }, makeKey),
  ]);
  const [agency, person, other, place] = keys as [KeyObject, KeyObject, KeyObject, KeyObject];
  return {
    authority,
    agency: enrol(authority, agency, committee),
    person: enrol(authority, person, { ...committee, commonName: 'Nguyễn Văn An', kind: 'person' }),
    other: enrol(authority, other, { agency: 'H54.08', commonName: 'Sở Y tế', kind: 'agency' }),
    place: enrol(authority, place, { agency: '00.54.W00', commonName: 'Thái Bình', kind: 'place' }),
    trust: trustIn(authority),
  };
}

export function enrol(
  authority: Authority,
  key: KeyObject,
  subject: RequestSubject,
  from: Date = begin,
  to: Date = yearsLater(4),
): KeptSigner {
  return { key, certificate: authority.issue(makeRequest(key, subject), { ...subject, from, to }) };
}

/** Trust with revocation lists that are fresh at `at`. */
export function trustIn(authority: Authority, thisUpdate = begin, nextUpdate = yearsLater(2)): Trust {
  const { anchors, intermediates } = authority;
  return loadTrust({ anchors, intermediates, crls: authority.crls(thisUpdate, nextUpdate) });
}
