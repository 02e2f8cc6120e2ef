/** Certificates are parsed once: the same few hundred come with every document. */
import { hash } from 'node:crypto';
import type { Refusal } from '@lienthong/edxml';
import { attempt } from '../der/der-fault.js';
import { pathRules, type PathRules } from './path-rules.js';
import { readCertificate, type ParsedCertificate } from './read-certificate.js';

export type CertificateOutcome = { readonly value: ParsedCertificate } | { readonly refusal: Refusal };

// About 4 KB each. Hostile certificates push the oldest out, never the process over.
const MOST = 10_000;
const byRules = new WeakMap<PathRules, Map<string, CertificateOutcome>>();

/** What the certificate says, or why it can not be read; nothing here depends on time or trust. */
export function parsedCertificate(der: Buffer, book: PathRules = pathRules): CertificateOutcome {
  const byDigest = byRules.get(book) ?? new Map<string, CertificateOutcome>();
  byRules.set(book, byDigest);
  const digest = hash('sha256', der, 'base64');
  const known = byDigest.get(digest);
  if (known !== undefined) return known;
  const outcome = attempt('certificate-profile', () => readCertificate(der, book));
  if (byDigest.size >= MOST) for (const oldest of [...byDigest.keys()].slice(0, MOST / 10)) byDigest.delete(oldest);
  byDigest.set(digest, outcome);
  return outcome;
}
