/** The front door of the signature library: keys, certificates, signing, judging. The only home of node-forge. */
export type {
  CertificateKind,
  CertificateVerdict,
  DocumentJudgement,
  Evidence,
  SignatureClaims,
  SignatureVerdict,
  SignedContent,
  Signer,
  SignerIdentity,
  VerdictCode,
} from './shapes.js';
export { makeKey, makeRequest, type RequestSubject } from './authority/request.js';
export { Authority, type IssueOrder } from './authority/authority.js';
export type { RevocationReason } from './authority/write-crl.js';
export { loadTrust, Trust, type TrustSources } from './trust/trust.js';
export { signDetached } from './sign-detached.js';
export { judgeCertificate, judgeSignature } from './judge-signature.js';
export { signPdf, signPdfWithTimeStamp, type TimeStamper } from './pdf/sign-pdf.js';
export type { PdfSigning } from './pdf/draft-signature.js';
export {
  agencyLook,
  personLook,
  type PdfLook,
  type PdfRectangle,
  type PdfTypeface,
  type SealPlace,
} from './pdf/look.js';
export type { PdfDrawing } from './pdf/drawings.js';
export { judgePdf, type PdfVerdict } from './pdf/judge-pdf.js';
export { concludeDocument, judgeDocument } from './judge-document.js';
export { signStatement, verifyStatement } from './statement.js';
export { leafHash, merklePath, merkleRoot, merkleTree, nodeHash, rootFromPath, type MerkleTree } from './merkle.js';
export { flawVerdicts, makeFlawKit, plantFlaw, type FlawKind, type FlawKit, type FlawOrder } from './flaws.js';
