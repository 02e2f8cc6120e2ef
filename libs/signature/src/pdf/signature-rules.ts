/** What a signature in a PDF must be to count, beside good CMS: it covers all but itself, and nothing unsigned comes after. */
import type { RefusalCode } from '@lienthong/edxml';
import type { SignedMessage } from '../read-signed-message.js';
import { entryOf } from './file/values.js';
import type { PdfSignature } from './read-signature.js';
import { updateRules, type UpdateRule } from './update-rules.js';

/** A signature with what the rules need beside it. */
export interface JudgedSignature extends PdfSignature {
  readonly cms: SignedMessage;
  /** Whether a good signature covers the file up to exactly this byte; known for those that end later. */
  readonly isSignedUpTo: (end: number) => boolean;
  /** What the update with this index does that none may. */
  readonly updateFault: (index: number) => string | undefined;
}

export interface SignatureRule {
  readonly name: string;
  readonly code: RefusalCode;
  readonly fault: (signature: JudgedSignature) => string | undefined;
}

export interface PdfRules {
  readonly signature: readonly SignatureRule[];
  readonly update: readonly UpdateRule[];
}

/** The profile; each rule stops a forgery that all others let through. */
export const pdfRules: PdfRules = {
  signature: [
    { name: 'the range begins with the file', code: 'signature-malformed', fault: beginFault },
    { name: 'the gap is the signature and nothing else', code: 'signature-malformed', fault: gapFault },
    { name: 'the range ends with a revision', code: 'signature-malformed', fault: endFault },
    { name: 'behind the signature are zeros', code: 'signature-malformed', fault: paddingFault },
    { name: 'the certificate is named in what is signed', code: 'signature-malformed', fault: certificateFault },
    { name: 'a certified file is not updated', code: 'signature-altered', fault: certificationFault },
    { name: 'every update is signed', code: 'signature-altered', fault: unsignedFault },
    { name: 'every update keeps to the rules for updates', code: 'signature-altered', fault: laterFault },
  ],
  update: updateRules,
};

function beginFault({ range }: JudgedSignature): string | undefined {
  return range[0] === 0 ? undefined : `the signature leaves out the first ${range[0]} bytes`;
}

/** Universal forgery and wrapping live from bytes between the two parts that no key signed (ISO 32000-1, 12.8.1). */
function gapFault({ range, contents }: JudgedSignature): string | undefined {
  const isOwn = range[0] + range[1] === contents.start && range[2] === contents.end;
  const isTight = contents.end - contents.start - 2 === contents.bytes.length * 2;
  return isOwn && isTight ? undefined : 'the bytes that are not signed are not the signature itself';
}

/** Of the last revision every byte is covered; an earlier one may leave out the line end after its mark. */
function endFault({ file, rangeEnd, covered }: JudgedSignature): string | undefined {
  const { markEnd, end } = file.revision(covered);
  const isEnd =
    covered === file.revisions.length - 1 ? rangeEnd === file.bytes.length : rangeEnd === end || rangeEnd === markEnd;
  return isEnd ? undefined : `the signature ends at byte ${rangeEnd}, which is not the end of a revision`;
}

function paddingFault({ padding }: JudgedSignature): string | undefined {
  return padding.every((byte) => byte === 0) ? undefined : 'something is hidden behind the signature';
}

function laterFault({ file, covered, updateFault }: JudgedSignature): string | undefined {
  for (let index = covered + 1; index < file.revisions.length; index += 1) {
    const found = updateFault(index);
    if (found !== undefined) return `update ${index} of the file is more than a signature: ${found}`;
  }
  return undefined;
}

/** Without it another certificate for the same key could be put in its place (ETSI EN 319 122-1, 5.2.2). */
function certificateFault({ cms }: JudgedSignature): string | undefined {
  return cms.attributes.signingCertificate === undefined
    ? 'the attribute signing-certificate-v2 is missing (baseline B-B needs it)'
    : undefined;
}

/** We do not weigh which changes a certification allows (ISO 32000-1, 12.8.2.2): none are. */
function certificationFault({ file, dictionary, covered }: JudgedSignature): string | undefined {
  const isCertified =
    entryOf(dictionary, 'Reference') !== undefined || entryOf(file.viewAt(covered).catalog, 'Perms') !== undefined;
  return isCertified && covered < file.revisions.length - 1 ? 'the file was certified and updated later' : undefined;
}

function unsignedFault({ file, covered, isSignedUpTo }: JudgedSignature): string | undefined {
  const last = file.revisions.length - 1;
  const isSigned = file.revisions.every(({ markEnd, end }, index) => {
    if (index <= covered) return true;
    return index === last ? isSignedUpTo(file.bytes.length) : isSignedUpTo(end) || isSignedUpTo(markEnd);
  });
  return isSigned ? undefined : 'an update came later that no good signature covers';
}
