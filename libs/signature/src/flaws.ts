/** Plants signatures that must not count, one kind of flaw each, for scenarios and tests that watch them being found. */
import { hash, type KeyObject } from 'node:crypto';
import { Authority } from './authority/authority.js';
import type { IssueOrder } from './authority/level.js';
import { makeKey, makeRequest } from './authority/request.js';
import type { SignedContent, Signer, VerdictCode } from './shapes.js';
import { signDetached, signWithForeignKey } from './sign-detached.js';
import { readCertificate } from './trust/read-certificate.js';
import type { RevocationReason } from './trust/revocation-reasons.js';

/** Each kind of flaw, and the verdict that must follow on it. */
export const flawVerdicts = {
  'altered-bytes': 'signature-altered',
  'wrong-key': 'signature-invalid',
  'expired-certificate': 'certificate-expired',
  'other-agency': 'certificate-of-another-agency',
  'unknown-issuer': 'certificate-untrusted',
  placeholder: 'placeholder',
  revoked: 'certificate-revoked',
} as const satisfies Readonly<Record<string, VerdictCode>>;

export type FlawKind = keyof typeof flawVerdicts;

/** One spare key and the certificates (DER) that go wrong with it. All but `otherAgency` name the sender's agency. */
export interface FlawKit {
  readonly key: KeyObject;
  readonly expired: Buffer;
  readonly revoked: Buffer;
  readonly stranger: Buffer;
  readonly otherAgency: Buffer;
}

/** `from` to `at`: the life of the expired certificate; the revoked one is revoked at `at`. Signatures come after `at`. */
export interface FlawOrder {
  readonly agency: string;
  readonly otherAgency: string;
  readonly from: Date;
  readonly at: Date;
}

const YEAR_MS = 365 * 86_400_000;

/** Who issues the certificates of a kit, and revokes the one that is to be revoked. */
export interface FlawIssuer {
  issue(request: Buffer, order: IssueOrder): Buffer | Promise<Buffer>;
  revoke(serial: string, at: Date, reason: RevocationReason): void | Promise<void>;
}

/** Makes a kit for one sender. The authority's lists must be written after it. */
export async function makeFlawKit(authority: FlawIssuer, order: FlawOrder): Promise<FlawKit> {
  const [key, stranger] = await Promise.all([
    makeKey(),
    Authority.create({ name: 'Tổ chức chứng thực không được công nhận', from: order.from }),
  ]);
  const issue = async (issuer: FlawIssuer, agency: string, to: Date, what: string): Promise<Buffer> => {
    const named: IssueOrder = { kind: 'agency', agency, commonName: `${agency} (${what})`, from: order.from, to };
    return issuer.issue(makeRequest(key, named), named);
  };
  const later = new Date(order.from.getTime() + 4 * YEAR_MS);
  const revoked = await issue(authority, order.agency, later, 'thử thu hồi');
  await authority.revoke(readCertificate(revoked).serial, order.at, 'keyCompromise');
  return {
    key,
    revoked,
    expired: await issue(authority, order.agency, order.at, 'thử hết hạn'),
    stranger: await issue(stranger, order.agency, later, 'thử lạ'),
    otherAgency: await issue(authority, order.otherAgency, later, 'thử khác'),
  };
}

/** The bytes of the signature attachment: it goes with the unchanged content and is judged as `flawVerdicts` says. */
export function plantFlaw(
  kind: FlawKind,
  content: Buffer | Pick<SignedContent, 'sha256'>,
  { signer, kit }: { readonly signer: Signer; readonly kit: FlawKit },
  signingTime: Date,
): Buffer {
  const sha256 = Buffer.isBuffer(content) ? hash('sha256', content, 'buffer') : content.sha256;
  const signedBy = (certificate: Buffer): Buffer =>
    signDetached({ sha256 }, { certificate, key: kit.key }, signingTime);
  switch (kind) {
    case 'altered-bytes':
      return signDetached({ sha256: hash('sha256', sha256, 'buffer') }, signer, signingTime);
    case 'wrong-key':
      return signWithForeignKey(sha256, signer.certificate, kit.key, signingTime);
    case 'expired-certificate':
      return signedBy(kit.expired);
    case 'other-agency':
      return signedBy(kit.otherAgency);
    case 'unknown-issuer':
      return signedBy(kit.stranger);
    case 'revoked':
      return signedBy(kit.revoked);
    case 'placeholder':
      return Buffer.from('(đã ký)', 'utf8');
  }
}
