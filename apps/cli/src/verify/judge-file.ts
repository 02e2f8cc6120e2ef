/** Judges one file by what its name says it is, under the profile of the exchange. */
import { hash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { basename, extname } from 'node:path';
import { toNewCode } from '@lienthong/directory';
import { isRefused, readPackage } from '@lienthong/edxml';
import {
  isPdf,
  judgePackage,
  judgePdf,
  judgeSignature,
  judgeTimeStamp,
  type SignatureVerdict,
  type SignedContent,
} from '@lienthong/signature';
import { concluded, ofSignature, ofStamp, type FileVerdict, type JudgedSignature } from './file-verdict.js';
import { judgeReceipt } from './judge-receipt.js';
import type { Judging } from './judging.js';
import { readInput } from './read-input.js';

type Judge = (file: string, bytes: Buffer, judging: Judging) => FileVerdict;

const judges: Readonly<Record<string, Judge>> = {
  '.p7s': judgeDetached,
  '.p7m': judgeDetached,
  '.tst': judgeStamp,
  '.xml': judgeWhole,
  '.edxml': judgeWhole,
  '.json': judgeReceipt,
};

/** Endings of files that are about another one. */
export const detachedEndings: readonly string[] = ['.p7s', '.p7m', '.tst'];

/** @throws CommandFault when the file, or what it signs, can not be read */
export function judgeFile(file: string, judging: Judging): FileVerdict {
  const judge = judges[extname(file).toLowerCase()] ?? judgeDocument;
  return judge(file, readInput(file), judging);
}

function judgeDetached(file: string, bytes: Buffer, judging: Judging): FileVerdict {
  const verdict = judgeSignature(bytes, contentFor(file, judging), judging.given.trust, judging.at);
  return concluded(file, 'signature', [ofSignature(verdict, '')]);
}

function judgeStamp(file: string, bytes: Buffer, judging: Judging): FileVerdict {
  const { given, at } = judging;
  return concluded(file, 'time-stamp', [
    ofStamp(judgeTimeStamp(bytes, contentFor(file, judging), given.trust, { at })),
  ]);
}

function contentFor(file: string, { content }: Judging): SignedContent {
  const path = content ?? file.slice(0, -extname(file).length);
  return contentOf(readInput(path, `It is what ${file} is about: name it with --content.`));
}

const contentOf = (bytes: Buffer): SignedContent => ({ sha256: hash('sha256', bytes, 'buffer'), bytes });

/** Any other file: signed inside where it is a PDF, and beside where there is a `.p7s` of its name. */
function judgeDocument(file: string, bytes: Buffer, { given: { trust }, at }: Judging): FileVerdict {
  const beside = `${file}.p7s`;
  const signatures = isPdf(bytes) ? judgePdf(bytes, trust, at).map(ofOneOfMany) : [];
  if (existsSync(beside)) {
    const verdict = judgeSignature(readInput(beside), contentOf(bytes), trust, at);
    signatures.push(ofSignature(verdict, basename(beside)));
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
