import { describe, expect, test } from '@jest/globals';
import { contentDigest } from './content-digest.js';
import type { OfficialDocument } from './document.js';
import { sampleDocument } from './sample-document.js';

type Change = readonly [path: string, document: OfficialDocument];

/** The document once without, and once with another value of, every single value in it. */
function changes(value: unknown, path: string, rebuild: (changed: unknown) => OfficialDocument): Change[] {
  if (typeof value !== 'object' || value === null) {
    const other = typeof value === 'string' ? `${value}!` : typeof value === 'number' ? value + 1 : !value;
    return [[path, rebuild(other)]];
  }
  const entries = Object.entries(value);
  const replaced = (key: string, changed: unknown) =>
    Array.isArray(value)
      ? value.map((item, index) => (String(index) === key ? changed : item))
      : { ...value, [key]: changed };
  return entries.flatMap(([key, inner]) =>
    changes(inner, `${path}.${key}`, (changed) => rebuild(replaced(key, changed))),
  );
}

/** With all that came into the form later. */
const complete: OfficialDocument = {
  ...sampleDocument,
  secrecy: 'Thường',
  taskCodes: ['NV-1'],
  applicationType: 'MCDT_DT',
  errors: [{ code: 'N.MessageHeader.To', description: 'thiếu' }],
  other: { ...sampleDocument.other, direction: true, replyFors: ['1/UBND'], referenceCodes: ['2/UBND'] },
  business: {
    ...sampleDocument.business,
    staff: { ...sampleDocument.business.staff, departmentId: 'VP', staffId: '7' },
    update: { contentChanged: true, receiversChanged: false, receivers: [{ organId: 'H54.20', type: 1 }] },
    replacements: [{ documentId: 'H54-2020-6', organIds: ['H54.20'] }],
  },
};
const { trace, ...withoutTrace } = complete;
const file = Buffer.alloc(32, 7);
const original = contentDigest(complete, [file]).toString('hex');

describe('the identity of a content', () => {
  const every = changes(withoutTrace, 'document', (changed) => ({ ...(changed as OfficialDocument), trace }));

  test.each(every)('another %s is another content', (_, changed) => {
    expect(contentDigest(changed, [file]).toString('hex')).not.toBe(original);
  });

  test('every value of a complete document was tried', () => expect(every.length).toBeGreaterThan(58));

  test('the way the document went does not change its identity', () => {
    const further = {
      ...complete,
      trace: [...trace, { organId: '00.54.W00', timestamp: '2020-03-02T09:00:00+07:00' }],
    };
    expect(contentDigest(further, [file]).toString('hex')).toBe(original);
  });

  test('the order in which keys were set does not change it', () => {
    const reversed = Object.fromEntries(Object.entries(complete).reverse()) as unknown as OfficialDocument;
    expect(contentDigest(reversed, [file]).toString('hex')).toBe(original);
  });

  test('another file, one more file or two files exchanged are another content', () => {
    const other = Buffer.alloc(32, 8);
    const digests = [[other], [file, other], [other, file], []].map((files) =>
      contentDigest(complete, files).toString('hex'),
    );
    expect(new Set([original, ...digests]).size).toBe(5);
  });

  test('a value under another name is another content', () => {
    const digest = (business: object) =>
      contentDigest({ ...sampleDocument, business: { type: 2, ...business } }, [file]).toString('hex');
    const found = [
      digest({}),
      digest({ update: { contentChanged: true } }),
      digest({ update: { receiversChanged: true } }),
      digest({ staff: { departmentId: 'a' } }),
      digest({ staff: { staffId: 'a' } }),
      digest({ staff: { department: 'a' } }),
    ];
    expect(new Set(found).size).toBe(found.length);
  });

  test('the stored form has not changed', () => {
    expect(contentDigest(sampleDocument, [file]).toString('hex')).toBe(
      '67a038f8027da525479654a2305443330b5f069aa4f0ef915424d82add61ff0d',
    );
  });
});
