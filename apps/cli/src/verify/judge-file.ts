/** Judges one file by what its name says it is, under the profile of the exchange. */
import { existsSync } from 'node:fs';
import { basename, extname } from 'node:path';
import { toNewCode } from '@lienthong/directory';
import { isRefused, readPackage } from '@lienthong/edxml';
import {
  isPdf,
  judgeCertificate,
  judgeOpaque,
  judgePackage,
  judgePdf,
  judgeSignature,
  judgeSignatures,
  judgeTimeStamp,
  looksLikeSignedMessage,
  readStampResponse,
  type SignatureVerdict,
} from '@lienthong/signature';
import {
  concluded,
  ofCertificate,
  ofSignature,
  ofStamp,
  type FileVerdict,
  type JudgedSignature,
} from './file-verdict.js';
import { judgeCms, ofSigners } from './judge-cms.js';
import { judgeReceipt } from './judge-receipt.js';
import { contentFor, contentOf, type Judging } from './judging.js';
import { readInput, structuresIn } from './read-input.js';
import { readMail } from './read-mail.js';

type Judge = (file: string, bytes: Buffer, judging: Judging) => FileVerdict;

const judges: Readonly<Record<string, Judge>> = {
  '.p7s': (file, bytes, judging) => judgeCms(file, unarmoured(bytes), judging),
  '.p7m': judgeMessage,
  '.tst': judgeStamp,
  '.tsr': judgeStampResponse,
  '.eml': judgeMail,
  '.cer': judgeBareCertificate,
  '.crt': judgeBareCertificate,
  '.pem': judgeBareCertificate,
  '.xml': judgeWhole,
  '.edxml': judgeWhole,
  '.json': judgeReceipt,
};

/** Endings of files that are about another one. */
export const detachedEndings: readonly string[] = ['.p7s', '.p7m', '.tst', '.tsr'];

/** @throws CommandFault when the file, or what it signs, can not be read */
export function judgeFile(file: string, judging: Judging): FileVerdict {
  const judge = judges[extname(file).toLowerCase()] ?? judgeDocument;
  return judge(file, readInput(file), judging);
}

/** Opaque S/MIME: bare, or as a mail carries it. A detached signature may have this ending as well. */
function judgeMessage(file: string, bytes: Buffer, judging: Judging): FileVerdict {
  const mail = bytes[0] === DER_SEQUENCE ? undefined : readMail(bytes);
  const cms = mail !== undefined && 'opaque' in mail ? mail.opaque : unarmoured(bytes);
  return judgeCms(file, cms, judging);
}

const DER_SEQUENCE = 0x30;

/** A signature in PEM, as openssl writes it; anything else as it is. */
function unarmoured(bytes: Buffer): Buffer {
  const [, base64] =
    /^-----BEGIN (?:PKCS7|CMS|PKCS #7 SIGNED DATA)-----([^-]+)-----END /.exec(bytes.toString('latin1').trimStart()) ??
    [];
  return base64 === undefined ? bytes : Buffer.from(base64, 'base64');
}

function judgeMail(file: string, bytes: Buffer, { given, at }: Judging): FileVerdict {
  const mail = readMail(bytes);
  if (mail === undefined) return concluded(file, 'mail', []);
  const verdict =
    'opaque' in mail
      ? judgeOpaque(mail.opaque, given.trust, at)
      : judgeSignature(mail.signature, contentOf(mail.content), given.trust, at);
  return concluded(file, 'mail', [ofSignature(verdict, '')]);
}

function judgeBareCertificate(file: string, _bytes: Buffer, { given, at }: Judging): FileVerdict {
  const advice = 'Name a file with one certificate, in PEM or DER.';
  const certificates = structuresIn(file, 'CERTIFICATE', advice);
  const judged = certificates.map((der) => ofCertificate(judgeCertificate(der, given.trust, at)));
  return concluded(file, 'certificate', judged);
}

function judgeStamp(file: string, bytes: Buffer, judging: Judging): FileVerdict {
  const { given, at } = judging;
  const verdict = judgeTimeStamp(unarmoured(bytes), contentFor(file, judging), given.trust, { at });
  return concluded(file, 'time-stamp', [ofStamp(verdict)]);
}

/** What a time-stamping authority answered: its token, or a rejection. */
function judgeStampResponse(file: string, bytes: Buffer, judging: Judging): FileVerdict {
  const known = { file, kind: 'time-stamp', trusted: false, signatures: [] } as const;
  const read = readStampResponse(bytes);
  if ('refusal' in read) return { ...known, ...codeAndDetail(read.refusal) };
  if ('token' in read.value) return judgeStamp(file, read.value.token, judging);
  return { ...known, code: 'signature-invalid', detail: `the authority gave no time stamp: ${read.value.rejected}` };
}

/** Any other file: signed inside where it is a PDF, and beside where there is a `.p7s` of its name; or itself a signature. */
function judgeDocument(file: string, bytes: Buffer, judging: Judging): FileVerdict {
  const { given, at } = judging;
  const beside = `${file}.p7s`;
  const hasSignature = existsSync(beside);
  const cms = unarmoured(bytes);
  if (!hasSignature && looksLikeSignedMessage(cms)) return judgeCms(file, cms, judging);
  const signatures = isPdf(bytes) ? judgePdf(bytes, given.trust, at).map(ofOneOfMany) : [];
  if (hasSignature) {
    const others = [...given.certificates.values()];
    const verdicts = judgeSignatures(unarmoured(readInput(beside)), contentOf(bytes), given.trust, at, others);
    signatures.push(...ofSigners(verdicts, basename(beside)));
  }
  return concluded(file, 'document', signatures);
}

function judgeWhole(file: string, bytes: Buffer, { given, at }: Judging): FileVerdict {
  const read = readPackage(bytes);
  const known = { file, kind: 'package' } as const;
  if (isRefused(read)) return { ...known, trusted: false, ...codeAndDetail(read.refusal), signatures: [] };
  const sender = toNewCode(read.value.document.from.organId);
  const { facts, verdicts, refusal } = judgePackage(read.value, sender, given.trust, at);
  const signatures = verdicts.map(ofOneOfMany);
  const { detail } = refusal ?? concluded(file, 'package', signatures);
  return { ...known, trusted: facts.trusted, code: facts.verdict, detail, signatures, facts };
}

const codeAndDetail = ({ code, detail }: { code: string; detail: string }) => ({ code, detail });

function ofOneOfMany(verdict: SignatureVerdict & { readonly field?: string }, index: number): JudgedSignature {
  return ofSignature(verdict, verdict.field || `signature ${index + 1}`);
}
