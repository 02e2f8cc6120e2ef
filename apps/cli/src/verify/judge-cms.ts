/** Judges a file that is a CMS signature, by each of its signers: of the content inside, or of the file that it is about. */
import { existsSync } from 'node:fs';
import { extname } from 'node:path';
import { isOpaque, judgeOpaqueSigners, judgeSignatures, type SignatureVerdict } from '@lienthong/signature';
import { concluded, ofSignature, type FileVerdict, type JudgedSignature } from './file-verdict.js';
import { contentFor, contentPath, type Judging } from './judging.js';

/** `cms`: DER or BER, without armour. */
export function judgeCms(file: string, cms: Buffer, judging: Judging): FileVerdict {
  return concluded(file, 'signature', ofSigners(verdictsOn(file, cms, judging), ''));
}

function verdictsOn(file: string, cms: Buffer, judging: Judging): readonly SignatureVerdict[] {
  const { given, at } = judging;
  const others = [...given.certificates.values()];
  // Whoever sees a file of this name beside takes it for what was signed: the content inside must be the same.
  if (isOpaque(cms) && !isAboutFile(file, judging)) return judgeOpaqueSigners(cms, given.trust, at, others);
  return judgeSignatures(cms, contentFor(file, judging), given.trust, at, others);
}

const isAboutFile = (file: string, judging: Judging): boolean =>
  judging.content !== undefined || (extname(file).toLowerCase() === '.p7s' && existsSync(contentPath(file, judging)));

/** Each with its number, where there are several. */
export const ofSigners = (verdicts: readonly SignatureVerdict[], where: string): JudgedSignature[] =>
  verdicts.map((verdict, index) =>
    ofSignature(verdict, verdicts.length === 1 ? where : `${where} signature ${index + 1}`.trimStart()),
  );
