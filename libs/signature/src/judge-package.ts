/** The verdict on a package: the signatures beside its main attachment and those inside it, where it is a PDF. */
import type { Attachment, Package } from '@lienthong/edxml';
import { concludeDocument } from './judge-document.js';
import { judgeSignature } from './judge-signature.js';
import { judgePdf } from './pdf/judge-pdf.js';
import type { DocumentJudgement } from './shapes.js';
import { loadTrust, type Trust } from './trust/trust.js';

const signatureType = 'application/pkcs7-signature';
/** File names by which offices mark signed files; part of what a package declares. */
const declaredNames = /(_signed\b|\.signed\.pdf$|\.p7s$)/i;

/** Readers of PDF look for the mark of one this far (ISO 32000-1, implementation note 13). */
const markWithin = 1024;

/** `sender`: the agency's code as it stands in certificates. `at`: official time of arrival. */
export function judgePackage(
  { document, attachments, attachmentDigests }: Package,
  sender: string,
  trust: Trust,
  at: Date,
): DocumentJudgement {
  const [main] = attachments;
  const beside = signaturesBeside(attachments);
  const content = { sha256: attachmentDigests[0] ?? Buffer.alloc(32), ...(main && { bytes: main.bytes }) };
  const verdicts = [
    ...(main !== undefined && isPdf(main.bytes) ? judgePdf(main.bytes, trust, at) : []),
    ...beside.map(({ bytes }) => judgeSignature(bytes, content, trust, at)),
  ];
  const declared =
    document.claimsSignature || beside.length > 0 || attachments.some(({ name }) => declaredNames.test(name));
  return concludeDocument(verdicts, { declared, onPackage: document.claimsSignature }, sender);
}

/** How many verdicts `judgePackage` gives. */
export function countSignatures({ attachments }: Pick<Package, 'attachments'>): number {
  const [main] = attachments;
  // How many there are in a PDF does not depend on whom one trusts.
  const inside = main !== undefined && isPdf(main.bytes) ? judgePdf(main.bytes, nobody, new Date(0)) : [];
  return inside.length + signaturesBeside(attachments).length;
}

const nobody = loadTrust({ anchors: [], intermediates: [], crls: [] });

const signaturesBeside = (attachments: readonly Attachment[]): Attachment[] =>
  attachments.slice(1).filter((each) => isSignature(each));

function isSignature({ contentType, name }: Attachment): boolean {
  return contentType.toLowerCase() === signatureType || /\.p7s$/i.test(name);
}

export const isPdf = (bytes: Buffer): boolean => bytes.subarray(0, markWithin).includes('%PDF-', 0, 'latin1');
