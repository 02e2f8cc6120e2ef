/** A message without a fault, with one element a line, and the judgement on what is made of it. */
import { readFileSync } from 'node:fs';
import type { OfficialDocument } from '../src/document.js';
import { judgeMessage } from '../src/judge/judge-message.js';
import { sampleAttachment, sampleDocument } from '../src/sample-document.js';
import { writePackage } from '../src/write/write-package.js';
import { compileSchema } from '../src/xml/validate-schema.js';

const schema = compileSchema(readFileSync(new URL('../schema/qcvn-102-2016.xsd', import.meta.url), 'utf8'));

export const judge = (text: string | Buffer) => judgeMessage(Buffer.from(text), { today: '2020-03-02', schema });

/** As a person would look at it. */
export const lined = (one: OfficialDocument): string =>
  writePackage(one, [sampleAttachment]).toString().replaceAll('><', '>\n<');

/** Breaks no rule of anybody. */
export const faultless: OfficialDocument = {
  ...sampleDocument,
  type: { type: 2, name: 'Công văn' },
  from: { organId: 'H54.13', organName: 'Sở Thông tin và Truyền thông' },
};
