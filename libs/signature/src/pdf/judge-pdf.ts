/** Judges the signatures in a PDF: which there are, what each covers, what came after it, and then as any CMS signature. */
import { createHash } from 'node:crypto';
import type { Refusal } from '@lienthong/edxml';
import { attempt } from '../der/der-fault.js';
import { insidePdf } from '../message-form.js';
import { judgeMessage, placeholder, refuse } from '../judge-signature.js';
import { looksLikeSignedMessage, readSignedMessage, type SignedMessage } from '../read-signed-message.js';
import type { SignatureVerdict, SignedContent } from '../shapes.js';
import type { Trust } from '../trust/trust.js';
import { PdfFile } from './file/pdf-file.js';
import { PdfFault } from './file/values.js';
import { isKnownFormat, readSignature, type PdfSignature } from './read-signature.js';
import { signedFields, type SignatureField } from './signature-fields.js';
import { pdfRules, type JudgedSignature, type PdfRules } from './signature-rules.js';
import { readUpdate } from './update.js';
import type { UpdateRule } from './update-rules.js';

/** Each is costly to judge; a document has a handful. */
const MOST_SIGNATURES = 16;

/** `field` is the name of the signature's field, empty where the file could not be read as far as its fields. */
export interface PdfVerdict extends SignatureVerdict {
  readonly field: string;
}

/**
 * A verdict for every signature field that is signed, in the order of signing; none for a PDF that is not signed. Never throws
 * for what the bytes hold. `at` is official time of arrival. Accepted is PAdES baseline B-B or B-T (ETSI EN 319 142-1) in files
 * with classic cross-reference tables; after a signature only further good signatures may come.
 */
export function judgePdf(pdf: Buffer, trust: Trust, at: Date): PdfVerdict[] {
  return judgeByRules(pdfRules, pdf, trust, at);
}

/** Like `judgePdf`, under other rules: to show what each of them is for. */
export function judgeByRules(rules: PdfRules, pdf: Buffer, trust: Trust, at: Date): PdfVerdict[] {
  const found = attempt('signature-malformed', () => findSignatures(pdf));
  if ('refusal' in found) return judgeUnreadable(pdf, found.refusal, at);
  const { file, signatures } = found.value;
  if (signatures.length === 0) {
    return judgeUnreadable(pdf, { code: 'signature-malformed', detail: 'no field leads to the signature' }, at);
  }
  const signedEnds = new Set<number>();
  const judged = {
    isSignedUpTo: (end: number): boolean => signedEnds.has(end),
    updateFault: updateJudge(rules.update, file),
  };
  // The last first: whether an update is signed decides on the signatures before it.
  const verdicts = signatures
    .toSorted((one, other) => other.end - one.end)
    .map(({ field, signature, end }) => {
      const verdict = judgeOne(signature, (read, cms) => faultOf(rules, { ...read, cms, ...judged }), trust, at);
      if (verdict.valid) signedEnds.add(end);
      return { ...verdict, field: field.name };
    });
  return verdicts.toReversed();
}

/** What an update does that it may not, worked out once however many signatures ask. */
function updateJudge(rules: readonly UpdateRule[], file: PdfFile): (index: number) => string | undefined {
  const known = new Map<number, string | undefined>();
  return (index) => {
    if (known.has(index)) return known.get(index);
    const update = readUpdate(file, index);
    const faults = rules.map(({ fault }) => fault(update));
    const found = faults.find((fault) => fault !== undefined);
    known.set(index, found);
    return found;
  };
}

type ReadSignature = { readonly value: PdfSignature } | { readonly refusal: Refusal } | { readonly unknown: string };

interface FoundSignature {
  readonly field: SignatureField;
  readonly signature: ReadSignature;
  /** Where its range ends; those that can not be read come first. */
  readonly end: number;
}

function findSignatures(pdf: Buffer): { readonly file: PdfFile; readonly signatures: FoundSignature[] } {
  const file = new PdfFile(pdf);
  const fields = signedFields(file);
  if (fields.length > MOST_SIGNATURES) throw new PdfFault(`more than ${MOST_SIGNATURES} signatures`);
  const signatures = fields.map((field) => {
    if (!isKnownFormat(field)) {
      return { field, signature: { unknown: 'a signature of another format than ETSI.CAdES.detached' }, end: 0 };
    }
    const signature = attempt('signature-malformed', () => readSignature(file, field));
    return { field, signature, end: 'value' in signature ? signature.value.rangeEnd : 0 };
  });
  return { file, signatures };
}

/** A file that can not be read bears a signature when the word that every one needs stands in it; without, it is not signed. */
function judgeUnreadable(pdf: Buffer, refusal: Refusal, at: Date): PdfVerdict[] {
  if (!pdf.includes('/ByteRange', 0, 'latin1')) return [];
  const hasTables = pdf.includes('trailer', 0, 'latin1');
  const verdict = hasTables
    ? refuse(refusal, at)
    : placeholder('a signature in a file with cross-reference streams, which are not read here', at);
  return [{ ...asPdf(verdict), field: '' }];
}

function judgeOne(
  signature: ReadSignature,
  faultOf: (read: PdfSignature, cms: SignedMessage) => Refusal | undefined,
  trust: Trust,
  at: Date,
): SignatureVerdict {
  if ('unknown' in signature) return placeholder(signature.unknown, at);
  if ('refusal' in signature) return asPdf(refuse(signature.refusal, at));
  const { message, claimed } = signature.value;
  if (!looksLikeSignedMessage(message)) return placeholder('/Contents is no CMS signature', at);
  const cms = readSignedMessage(message, insidePdf(claimed));
  if ('refusal' in cms) return asPdf(refuse(cms.refusal, at));
  const refusal = faultOf(signature.value, cms.value);
  if (refusal !== undefined) return asPdf(refuse(refusal, at));
  return asPdf(judgeMessage(cms.value, contentOf(signature.value, cms.value), trust, at));
}

function faultOf(rules: PdfRules, signature: JudgedSignature): Refusal | undefined {
  for (const { code, fault } of rules.signature) {
    const outcome = attempt(code, () => fault(signature));
    if ('refusal' in outcome) return outcome.refusal;
    if (outcome.value !== undefined) return { code, detail: outcome.value };
  }
  return undefined;
}

function contentOf({ file, range }: PdfSignature, { digest }: SignedMessage): SignedContent {
  const parts = [
    file.bytes.subarray(range[0], range[0] + range[1]),
    file.bytes.subarray(range[2], range[2] + range[3]),
  ];
  if (digest !== 'sha256') return { sha256: Buffer.alloc(0), bytes: Buffer.concat(parts) };
  const sha256 = createHash('sha256');
  for (const part of parts) sha256.update(part);
  return { sha256: sha256.digest() };
}

const asPdf = (verdict: SignatureVerdict): SignatureVerdict =>
  verdict.form === 'cms' ? { ...verdict, form: 'pdf' } : verdict;
