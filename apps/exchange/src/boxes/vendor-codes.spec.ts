/** Every refusal has a code that the axes of other makers know. */
import { describe, expect, test } from '@jest/globals';
import { refusals, type RefusalCode } from '@lienthong/edxml';
import { sentenceOf, vendorCodeOf } from './vendor-codes.js';

const problem = { type: 'about:blank', title: '', status: 422, code: 'element-missing', instance: '' } as const;

describe('the codes of other makers', () => {
  test('stand for our refusals in families, and all others are not to the standard', () => {
    const codes = Object.keys(refusals) as RefusalCode[];
    const having = (code: string) => codes.filter((one) => vendorCodeOf(one) === code).sort();
    expect(having('18')).toEqual(['recipient-unknown']);
    expect(having('19')).toEqual(['sender-locked', 'sender-mismatch']);
    expect(having('20')).toEqual(['over-capacity', 'store-unavailable']);
    expect(having('23')).toEqual(['recipient-locked']);
    expect(having('15')).toContain('key-wrong');
    expect(having('10')).toEqual(expect.arrayContaining(['xml-malformed', 'package-empty', 'document-not-found']));
    expect(having('21')).toEqual(expect.arrayContaining(['attachment-encoding', 'signature-altered']));
    expect(having('22')).toEqual(expect.arrayContaining(['element-missing', 'state-secret', 'status-transition']));
    expect(vendorCodeOf('internal')).toBe('20');
  });

  test('come with a sentence in Vietnamese that names the element once', () => {
    const where = 'MessageHeader.Subject';
    const lead = 'Thiếu thành phần bắt buộc';
    expect(sentenceOf({ ...problem, detail: 'is required', where })).toBe(`${lead} (${where}: is required)`);
    expect(sentenceOf({ ...problem, detail: `${where} is required`, where })).toBe(`${lead} (${where} is required)`);
    expect(sentenceOf({ ...problem, detail: 'is empty' })).toBe(`${lead} (is empty)`);
    expect(sentenceOf({ ...problem, code: 'internal', detail: 'x' })).toBe('Lỗi của hệ thống (x)');
  });
});
