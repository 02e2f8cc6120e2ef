/** Which texts are marks of a state secret, and which only hold the word. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Attachment, OfficialDocument } from '../document.js';
import { documentKinds } from '../life/document-kinds.js';
import { sampleAttachment, sampleDocument } from '../sample-document.js';
import { checkDocument } from './check-document.js';
import { growth } from '../../support/growth.js';

const today = '2020-03-02';
type Change = Partial<OfficialDocument>;
const refusal = (change: Change, file: Partial<Attachment> = {}) =>
  checkDocument({ ...sampleDocument, ...change }, today, [{ ...sampleAttachment, ...file }]);
const code = (change: Change, file?: Partial<Attachment>) => refusal(change, file)?.code;

const degrees = [
  'Mật',
  'Tối mật',
  'Tuyệt mật',
  'MẬT',
  'TỐI MẬT',
  'TUYỆT MẬT',
  'tối  mật',
  'TOI MAT',
  'Tuyet mat',
  'MAT',
];
/** Every way in which a degree stands as a mark; `…` is the degree. */
const standing = [
  ...[
    '…',
    '… ',
    '…:',
    '… - Về việc x',
    '… – Về việc x',
    '…- Về việc x',
    '…: Về việc x',
    '…. Về việc x',
    '…\nVề việc x',
  ],
  ...['[…] Về việc x', '(…) Về việc x', '【…】Kế hoạch', '[ … ] x', '{…}x', '…) Về việc x', '…] x', '… | Về việc x'],
  ...[
    'Về việc x (…)',
    'Về việc x [ … ]',
    'Về việc x (…).',
    'Độ mật: …',
    'Độ mật: … Về việc x',
    '(Độ mật: …) Về việc x',
  ],
];
/** Texts in which nothing is marked. */
const ordinary = [
  ...['Bí mật kinh doanh', 'Về việc bảo mật thông tin', 'Hòa Mật', 'mật độ dân số', 'mật ong', 'Mật ong: chất lượng'],
  ...['Về bảo vệ bí mật nhà nước', '(Mật ong) Thông báo', 'Mật khẩu - cách đổi', 'MẬT ĐỘ XÂY DỰNG', 'Mật-độ dân số'],
  ...['Về công tác bảo mật', 'Kế hoạch bảo mật - giai đoạn 2', 'Bảo vệ bí mật: hướng dẫn', 'Về xã Hòa Mật (mới)'],
  ...[
    'Danh mục bí mật nhà nước độ Mật',
    'mat-tran-to-quoc',
    'Mat tran To quoc',
    'mat',
    'MATERIALS: list',
    'Mặt trận: họp',
  ],
  ...['Một - Về việc x', 'Mất: giấy tờ', 'Chức năng gan mật', 'Tập huấn mật mã.', 'Quả (mật ong)', 'Độ mật: Thường'],
  ...['Giải mật tài liệu', 'Họp kín - mật nghị', 'Thầy thuốc (gan, mật)', '[Cơ mật viện] x', 'Độ mật: Cao su'],
];

const change: Readonly<Record<string, (text: string) => [change: Change, file?: Partial<Attachment>]>> = {
  'MessageHeader.Subject': (subject) => [{ subject }],
  'MessageHeader.Content': (content) => [{ content }],
  'MessageHeader.DocumentType.TypeName': (name) => [{ type: { type: 18, name } }],
  'MessageHeader.OtherInfo.Appendixes.Appendix': (text) => [{ other: { appendixes: ['Phụ lục I', text] } }],
  'AttachmentEncoded.Attachment[1].AttachmentName': (text) => [{}, { name: `${text}.pdf` }],
  'AttachmentEncoded.Attachment[1].Description': (description) => [{}, { description }],
};

describe('a mark of a state secret', () => {
  test('is refused wherever it stands, in any form and spelling', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...degrees),
        fc.constantFrom(...standing),
        fc.constantFrom('NFC', 'NFD'),
        fc.constantFrom(...Object.entries(change)),
        (degree, mark, form, [where, as]) => {
          const text = mark.replace('…', degree).normalize(form);
          expect({ text, ...refusal(...as(text)) }).toMatchObject({ text, code: 'state-secret', where });
        },
      ),
      { numRuns: 2_000 },
    );
  });

  test.each(ordinary)('is not seen in %j', (text) => {
    for (const form of ['NFC', 'NFD'])
      for (const as of Object.values(change)) expect(code(...as(text.normalize(form)))).toBeUndefined();
  });

  test.each(documentKinds.map(({ name }) => name))('is the name of the kind %s with a degree behind it', (name) => {
    expect(code({ type: { type: 18, name } })).toBeUndefined();
    for (const degree of ['mật', 'tối mật', 'TUYỆT MẬT'])
      expect(code({ type: { type: 18, name: `${name} ${degree}` } })).toBe('state-secret');
  });

  test.each(['Quy chế bảo mật', 'Quy định về bí mật', 'Kế hoạch bảo mật'])('is not the kind %s', (name) =>
    expect(code({ type: { type: 18, name } })).toBeUndefined(),
  );

  test.each(['[Mật] m.pdf', 'Mật.pdf', 'Mật - m.docx', 'm (Tối mật).signed.pdf', 'm [MAT].p7m'])(
    'is found in the name %j of an attachment',
    (name) => expect(code({}, { name })).toBe('state-secret'),
  );

  test.each(['Mật', 'Tối mật', 'TUYỆT MẬT', ' mật ', 'Độ mật: Mật', 'Mật'.normalize('NFD'), 'Toi mat', 'mat'])(
    'is the sphere %j',
    (sphere) => expect(code({ other: { sphere } })).toBe('state-secret'),
  );

  test.each(['Độ mật: A', 'Độ mật: b', 'ĐỘ MẬT: C - Về việc x'])('is the stamp of %j', (subject) =>
    expect(code({ subject })).toBe('state-secret'),
  );

  test.each(['Mật', 'A', '1', 'secret'])('is any secrecy but none: %j', (secrecy) =>
    expect(code({ secrecy })).toBe('state-secret'),
  );

  test.each(['Thường', '0', 'Không'])('is not the secrecy %j', (secrecy) => expect(code({ secrecy })).toBeUndefined());

  test.each([' ', '\n', '\t ', '[', '- ', 'mật ', '.'])('is looked for once in a text full of %j', (filling) => {
    const read = (size: number) => {
      for (const words of ['Độ mật', 'Mật', '(mật', '(mật)', 'Công văn'])
        for (const as of Object.values(change)) code(...as(`${words}${filling.repeat(size)}x mất`));
    };
    expect(growth(1_000, read)).toBeLessThan(10);
  });

  test('is refused first, even when other elements are missing', () => {
    expect(code({ subject: '[Mật]', to: [], documentId: '' })).toBe('state-secret');
  });
});
