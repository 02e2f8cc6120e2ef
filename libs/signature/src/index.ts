/** The front door of the signature library: keys, certificates, signing, judging. The only home of node-forge. */
export type {
  CertificateKind,
  CertificateVerdict,
  DocumentJudgement,
  Evidence,
  KeptSigner,
  MissingWord,
  SignatureClaims,
  SignatureVerdict,
  SignedContent,
  Signer,
  SignerIdentity,
  StampVerdict,
  TimeStamp,
  VerdictCode,
} from './shapes.js';
export {
  judgeRequest,
  makeKey,
  makeRsaKey,
  makeRequest,
  type CertificateRequest,
  type RequestSubject,
} from './authority/request.js';
export { Authority } from './authority/authority.js';
export {
  certify,
  certifyPart,
  makeIssuing,
  makeRoot,
  writeList,
  yearsAfter,
  type IssueOrder,
  type LevelOrder,
  type PublicAddresses,
  type ServiceOrder,
} from './authority/level.js';
export type { Revocation } from './authority/write-crl.js';
export type { DeviceKey, SigningKey } from './signing-key.js';
export { Token, type TokenKeyKind, type TokenPlace } from './custody/token.js';
export { TokenFault } from './custody/pkcs11.js';
export { profile } from './profile.js';
export { KeyFileFault, readKeyFile, writeBundle, writeKeyFile, type KeyBundle } from './custody/key-file.js';
export { decreeReasons, type RevocationReason } from './trust/revocation-reasons.js';
export { policies, type PathRules } from './trust/path-rules.js';
export { loadTrust, Trust, type TrustSources } from './trust/trust.js';
export { signDetached, type SigningOptions } from './sign-detached.js';
export { schemes, type DigestName, type SignatureScheme } from './der/algorithms.js';
export { isOpaque, judgeOpaque, judgeOpaqueSigners } from './judge-opaque.js';
export { looksLikeSignedMessage } from './read-signed-message.js';
export { judgeCertificate, judgeSignature, judgeSignatures } from './judge-signature.js';
export { makeNonce, sha256Imprint, writeStampRequest, type Imprint } from './stamps/stamp-request.js';
export { answerStampRequest, type StampingAuthority } from './stamps/answer-stamp-request.js';
export { readStampResponse, type StampResponse } from './stamps/read-stamp-response.js';
export { addTimeStamp, stampedBytes } from './stamps/add-time-stamp.js';
export { judgeTimeStamp, type StampCircumstances } from './stamps/judge-stamp.js';
export { whoIsAsked, writeStatusRequest } from './ocsp/status-request.js';
export {
  answerStatusRequest,
  type AnswerPeriod,
  type KnownStatus,
  type StatusResponder,
} from './ocsp/answer-status-request.js';
export { judgeStatusAnswer, type StatusQuestion, type StatusVerdict } from './ocsp/judge-status-answer.js';
export { askForWord, judgeWord } from './ocsp/ask-word.js';
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
export { signPackage } from './xml/sign-package.js';
export { judgePdf, type PdfVerdict } from './pdf/judge-pdf.js';
export { concludeDocument, judgeDocument } from './judge-document.js';
export { countSignatures, isPdf, judgePackage } from './judge-package.js';
export { acceptanceContext, acceptanceLeaf, judgeAcceptance, type AcceptedFields } from './acceptance.js';
export { signStatement, verifyStatement } from './statement.js';
export { leafHash, merklePath, merkleRoot, merkleTree, nodeHash, rootFromPath, type MerkleTree } from './merkle.js';
export { runForgeryDrill } from './forgery-drill.js';
export { forgeryFormats, type ForgeryFormat, type ForgeryResult } from './forgery/forgery-result.js';
export {
  flawVerdicts,
  makeFlawKit,
  plantFlaw,
  type FlawIssuer,
  type FlawKind,
  type FlawKit,
  type FlawOrder,
} from './flaws.js';
