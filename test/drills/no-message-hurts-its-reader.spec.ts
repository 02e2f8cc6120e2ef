/**
 * Random bytes and messages changed by chance never crash, hang or fool the reader: they are refused with a code of the table,
 * or they are read, and then they can be written and read again and say the same. A sample here, the rest in `npm run drills`.
 */
import { describe, expect, test } from '@jest/globals';
import {
  isRefused,
  judgeMessage,
  readPackage,
  readStatus,
  refusals,
  writePackage,
  writeStatus,
} from '@lienthong/edxml';
import { sampleAttachment, sampleDocument } from '../../libs/edxml/src/sample-document.js';
import { draw, drawBytes } from './draw.js';

const full = process.env['LIENTHONG_DRILLS'] === 'full';
const seed = process.env['LIENTHONG_SEED'] ?? '1';
const cases = full ? 200_000 : 3_000;
const today = '2020-03-02';
/** One message, read three ways; the dearest lawful one takes a fiftieth. */
const patienceMs = 2_000;

const rich = {
  ...sampleDocument,
  business: {
    type: 3,
    reason: 'Sửa số liệu',
    replacements: [{ documentId: 'H54-2020-6', organIds: ['H54.20'] }],
    staff: { department: 'Văn phòng', staffId: '7' },
  },
  taskCodes: ['NV-1'],
  errors: [{ code: 'N.MessageHeader.To' }],
};
const changedUpdate = {
  ...sampleDocument,
  business: { type: 2, update: { contentChanged: true, receivers: [{ organId: 'H54.20', type: 1 }] } },
};
const status = {
  from: sampleDocument.from,
  responseFor: { organId: 'H54', code: '15/UBND', documentId: 'H54-2020-7' },
  statusCode: 3,
  timestamp: '2020-03-02T09:15:00+07:00',
};
const signature =
  '<ds:Signature xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:SignedInfo><ds:CanonicalizationMethod ' +
  'Algorithm="http://www.w3.org/2001/10/xml-exc-c14n#"/></ds:SignedInfo></ds:Signature>';

const originals: readonly Buffer[] = [
  writePackage(sampleDocument, [sampleAttachment]),
  writePackage(rich, [sampleAttachment, { ...sampleAttachment, contentId: '2', name: 'b.docx' }], { order: 'dotnet' }),
  writePackage(changedUpdate, [sampleAttachment], { zipped: true }),
  writeStatus(status),
  Buffer.from(
    writePackage(rich, [sampleAttachment])
      .toString()
      .replace('</edXML:edXMLHeader>', `${signature}</edXML:edXMLHeader>`),
  ),
];

/** What writers of messages, and their enemies, put where it does not belong. */
const pieces = [
  ...[
    '<',
    '>',
    '&',
    '"',
    '\0',
    '\ufffe',
    ']]>',
    '<![CDATA[',
    '<!--',
    '-->',
    '<?a b?>',
    '&#0;',
    '&#x41;',
    '&lt;',
    '&a;',
  ],
  ...['<!DOCTYPE a>', '<!ENTITY a "b">', 'xmlns="urn:a"', 'xmlns:edXML="urn:a"', '<edXML:To/>', '<To>', '</edXML:To>'],
  ...['<edXML:StatusCode>01</edXML:StatusCode>', '<edXML:Code/>', '#0', 'cid:', 'cid:209', '..', '/', '%00', '=', '-1'],
  ...['9999999999', '1e9', '2020/02/30', 'application/zip', '.zip', 'UEsDBA==', 'Bussiness', '\u202e', '𠀀', '\ud800'],
  ...['<ContentTransferEncoded>', '</ContentTransferEncoded>', 'a'.repeat(3_000), '<a>'.repeat(40), ' a=""'.repeat(50)],
].map((text) => Buffer.from(text));

function changedAt(bytes: Buffer, number: number, step: number): Buffer {
  const one = (word: string): number => draw(seed, number, step, word);
  const [from, to] = [one('from'), one('to')].map((share) => Math.floor(share * bytes.length)).sort((a, b) => a - b);
  const [before, cut, after] = [bytes.subarray(0, from), bytes.subarray(from, to), bytes.subarray(to)];
  const piece = pieces[Math.floor(one('piece') * pieces.length)] ?? Buffer.alloc(0);
  const rest = bytes.subarray(from);
  const few = bytes.subarray((from ?? 0) + Math.floor(one('few') * 20));
  switch (Math.floor(one('how') * 7)) {
    case 0:
      return Buffer.concat([before, piece, rest]);
    case 1:
      return Buffer.concat([before, piece, few]);
    case 2:
      return Buffer.concat([before, few]);
    case 3:
      return Buffer.concat([before, cut, cut.subarray(0, 2_000), after]);
    case 4:
      return Buffer.concat([before, after]);
    case 5:
      return Buffer.concat([before, drawBytes(seed, 8, number, step), few]);
    default: {
      const flipped = Buffer.from(bytes);
      flipped[from ?? 0] = (flipped[from ?? 0] ?? 0) ^ (1 << Math.floor(one('bit') * 8));
      return flipped;
    }
  }
}

function messageOf(number: number): Buffer {
  if (number % 50 === 0) return drawBytes(seed, Math.floor(draw(seed, number) * 400), number);
  let bytes = originals[number % originals.length] ?? Buffer.alloc(0);
  const steps = 1 + Math.floor(draw(seed, number, 'steps') * 3);
  for (let step = 0; step < steps; step += 1) bytes = changedAt(bytes, number, step);
  return bytes;
}

/** What was read and can be kept says the same when it is written and read again. */
function readsAgain(bytes: Buffer): void {
  const read = readPackage(bytes);
  if (isRefused(read)) {
    expect(refusals[read.refusal.code]).toBeDefined();
    return;
  }
  const { secrecy: _, ...document } = read.value.document;
  const attachments = read.value.attachments.map(({ zipped: __, ...file }) => file);
  const again = readPackage(writePackage(document, attachments));
  expect(again).toMatchObject({ value: { document: { ...document }, attachments } });
}

describe('the reader of messages', () => {
  test(
    `refuses or reads each of ${cases} messages changed by chance, and goes on`,
    () => {
      const levels = new Map<string, number>();
      let slowest = 0;
      for (let number = 0; number < cases; number += 1) {
        const bytes = messageOf(number);
        const begin = performance.now();
        const judged = judgeMessage(bytes, { today });
        const isTaken = judged.level === 'good' || judged.level === 'warned';
        if (isTaken && judged.kind === 'document') readsAgain(bytes);
        if (isTaken && judged.kind === 'status') expect(readStatus(bytes)).toHaveProperty('value');
        slowest = Math.max(slowest, performance.now() - begin);
        levels.set(judged.level, (levels.get(judged.level) ?? 0) + 1);
      }
      expect(slowest).toBeLessThan(patienceMs);
      // A drill that only ever met one kind of answer would have shown nothing.
      for (const level of ['not-well-formed', 'not-edxml', 'refused', 'warned'])
        expect(levels.get(level)).toBeGreaterThan(5);
    },
    full ? 900_000 : 60_000,
  );
});
