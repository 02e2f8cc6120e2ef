/** Signs a printed document: inside the PDF, as Decree 30/2020 shows it, or in files beside it. */
import { hash } from 'node:crypto';
import type { Attachment } from '@lienthong/edxml';
import {
  agencyLook,
  personLook,
  plantFlaw,
  signDetached,
  signPdf,
  type FlawKit,
  type Signer,
} from '@lienthong/signature';
import type { PlannedDocument } from '../plan/planned-document.js';
import type { Printed } from './press.js';

/** Who signs with what; the wallet in a replay. */
export interface Signers {
  agency(code: string): Signer;
  leader(code: string): Signer;
  flawKit(code: string): FlawKit;
}

/** Assumed: the seal of a state agency without the national emblem; the circular that sets diameters was not at hand. */
const sealDiameterMm = 36;

/** The PDF with the leader's signature, where the leader signs, and over it the agency's seal. */
export function signInside(
  { sender, leader }: PlannedDocument,
  { pdf, signature: { page, rectangle }, typeface }: Printed,
  signers: Signers,
  signedAt: Date,
): Buffer {
  const place = { page, person: rectangle, diameterMm: sealDiameterMm, name: sender.name, signedAt, typeface };
  const byLeader = leader
    ? signPdf(pdf, signers.leader(sender.code), { signedAt, look: personLook(page, rectangle) })
    : pdf;
  return signPdf(byLeader, signers.agency(sender.code), { signedAt, look: agencyLook(place) });
}

/** The agency's signature, or the flaw that is planted in it, and the leader's; each over the main attachment's digest. */
export function signBeside(
  { sender, leader, flaw }: PlannedDocument,
  main: Attachment,
  signers: Signers,
  signedAt: Date,
): Attachment[] {
  const content = { sha256: hash('sha256', main.bytes, 'buffer') };
  const signer = signers.agency(sender.code);
  const own =
    flaw && flaw !== 'claims-only'
      ? plantFlaw(flaw, content, { signer, kit: signers.flawKit(sender.code) }, signedAt)
      : signDetached(content, signer, signedAt);
  const beside = (contentId: string, name: string, bytes: Buffer): Attachment => ({
    ...{ contentId, name, bytes },
    contentType: 'application/pkcs7-signature',
  });
  const signatures = [beside('chuky', `${main.name}.p7s`, own)];
  if (leader) {
    const second = signDetached(content, signers.leader(sender.code), signedAt);
    signatures.push(beside('chuky-lanhdao', `${main.name}.leader.p7s`, second));
  }
  return signatures;
}
