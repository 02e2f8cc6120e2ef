/** Lists and OCSP answers that came with a signature: of them counts what one of the authorities known here really signed. */
import { readSignatureAlgorithm } from '../der/algorithms.js';
import { attempt } from '../der/der-fault.js';
import { DerReader } from '../der/der-reader.js';
import { tags } from '../der/tags.js';
import type { MessageRules } from '../message-rules.js';
import { isOfIssuer } from '../ocsp/certificate-id.js';
import { originFault } from '../ocsp/judge-status-answer.js';
import { readStatusAnswer, type SingleAnswer, type StatusAnswer } from '../ocsp/read-status-answer.js';
import type { EnclosedEvidence } from '../read-unsigned-attributes.js';
import { verifies, type SignedStructure } from '../schemes.js';
import { maySignLists } from './check-profile.js';
import type { PathRules } from './path-rules.js';
import type { ParsedCertificate } from './read-certificate.js';
import { readRevocationList, type RevocationList } from './read-crl.js';

/** An authority with what of the evidence is its own. */
export interface OwnEvidence {
  readonly lists: readonly RevocationList[];
  readonly answers: readonly SingleAnswer[];
}

/** By the digest of each authority's certificate; whatever can not be read, or is nobody's here, is passed over. */
export function evidenceByAuthority(
  { lists, answers }: EnclosedEvidence,
  authorities: readonly ParsedCertificate[],
  paths: PathRules,
  book: MessageRules,
): ReadonlyMap<string, OwnEvidence> {
  const read = answers.flatMap((der) => {
    const answer = readStatusAnswer(der);
    return 'value' in answer ? [answer.value] : [];
  });
  const found = authorities.map((authority): [string, OwnEvidence] => [
    authority.digest,
    {
      lists: lists.flatMap((der) => listOf(der, authority, paths, book) ?? []),
      answers: read.flatMap((answer) => singlesOf(answer, authority, book)),
    },
  ]);
  return new Map(found.filter(([, own]) => own.lists.length + own.answers.length > 0));
}

/** Verified before it is read: a list may be as long as the message, and only an authority's own is worth the work. */
function listOf(
  der: Buffer,
  authority: ParsedCertificate,
  paths: PathRules,
  book: MessageRules,
): RevocationList | undefined {
  const frame = attempt('certificate-profile', () => frameOf(der));
  if ('refusal' in frame || !frame.value.issuer.equals(authority.subject) || !maySignLists(authority)) return undefined;
  const isOwn = verifies(frame.value, authority.publicKey);
  if (!isOwn && book.asks('an enclosed list is its authority’s')) return undefined;
  const list = attempt('certificate-profile', () => readRevocationList(der, paths));
  return 'value' in list && list.value.base === undefined ? list.value : undefined;
}

function frameOf(der: Buffer): SignedStructure & { readonly issuer: Buffer } {
  const list = new DerReader(der).enter(tags.sequence);
  const signed = list.whole(tags.sequence);
  const scheme = readSignatureAlgorithm(list);
  const signature = list.readBits();
  const body = new DerReader(signed).enter(tags.sequence);
  body.read(tags.integer);
  body.skip();
  return { signed, scheme, signature, issuer: body.whole(tags.sequence) };
}

function singlesOf(answer: StatusAnswer, authority: ParsedCertificate, book: MessageRules): SingleAnswer[] {
  const own = answer.singles.filter(({ id }) => isOfIssuer(id, authority));
  const [first] = own;
  const fault = first && originFault(answer, first, authority);
  return fault === undefined || !book.asks('an enclosed answer is its authority’s') ? own : [];
}
