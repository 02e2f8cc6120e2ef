/** The verdict on a package: the signatures inside its main attachment, beside it, and in the package's own header. */
import type { Attachment, Package } from '@lienthong/edxml';
import { concludeDocument } from './judge-document.js';
import { judgeSignatures } from './judge-signature.js';
import { judgePdf } from './pdf/judge-pdf.js';
import { countSigners } from './read-signed-message.js';
import type { DocumentJudgement } from './shapes.js';
import { loadTrust, type Trust } from './trust/trust.js';
import { judgeHeader } from './xml/judge-header.js';

const signatureType = 'application/pkcs7-signature';
/** File names by which offices mark signed files; part of what a package declares. */
const declaredNames = /(_signed\b|\.signed\.pdf$|\.p7s$)/i;

/** Readers of PDF look for the mark of one this far (ISO 32000-1, implementation note 13). */
const markWithin = 1024;

/**
 * The one door. Verdicts come in the order PDF, CMS, header. Each of the three signs the main attachment, the header's the
 * whole package with it; none stands in for another. *Valid*: there is one, all are good, and one is the sender's; trusted
 * likewise. What stands in a header and can not be judged makes the package *present*, and decides nothing else.
 * `sender`: the agency's code as it stands in certificates. `at`: official time of arrival.
 */
export function judgePackage(read: Package, sender: string, trust: Trust, at: Date): DocumentJudgement {
  const { document, attachments, attachmentDigests, headerSignature } = read;
  const [main] = attachments;
  const beside = signaturesBeside(attachments);
  const content = { sha256: attachmentDigests[0] ?? Buffer.alloc(32), ...(main && { bytes: main.bytes }) };
  const verdicts = [
    ...(main !== undefined && isPdf(main.bytes) ? judgePdf(main.bytes, trust, at) : []),
    ...beside.flatMap(({ bytes }) => judgeSignatures(bytes, content, trust, at)),
    ...(headerSignature === undefined ? [] : [judgeHeader(headerSignature, read, trust, at)]),
  ];
  const declared =
    document.claimsSignature || beside.length > 0 || attachments.some(({ name }) => declaredNames.test(name));
  const onPackage = document.claimsSignature && headerSignature === undefined;
  return concludeDocument(verdicts, { declared, onPackage }, sender);
}

/** How many verdicts `judgePackage` gives. */
export function countSignatures({
  attachments,
  headerSignature,
}: Pick<Package, 'attachments' | 'headerSignature'>): number {
  const [main] = attachments;
  // How many there are in a PDF does not depend on whom one trusts.
  const inside = main !== undefined && isPdf(main.bytes) ? judgePdf(main.bytes, nobody, new Date(0)) : [];
  const beside = signaturesBeside(attachments).map(({ bytes }) => countSigners(bytes));
  return inside.length + beside.reduce((sum, count) => sum + count, 0) + (headerSignature === undefined ? 0 : 1);
}

const nobody = loadTrust({ anchors: [], intermediates: [], crls: [] });

const signaturesBeside = (attachments: readonly Attachment[]): Attachment[] =>
  attachments.slice(1).filter((each) => isSignature(each));

function isSignature({ contentType, name }: Attachment): boolean {
  return contentType.toLowerCase() === signatureType || /\.p7s$/i.test(name);
}

export const isPdf = (bytes: Buffer): boolean => bytes.subarray(0, markWithin).includes('%PDF-', 0, 'latin1');
