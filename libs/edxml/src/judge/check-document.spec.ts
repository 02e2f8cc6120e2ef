import { describe, expect, test } from '@jest/globals';
import type { OfficialDocument } from '../document.js';
import { sampleDocument } from '../sample-document.js';
import { checkDocument } from './check-document.js';

const today = '2020-03-02';
const judged = (change: Partial<OfficialDocument>) => checkDocument({ ...sampleDocument, ...change }, today);
const code = (change: Partial<OfficialDocument>) => judged(change)?.code;
const from = (change: Partial<OfficialDocument['from']>) => ({ from: { ...sampleDocument.from, ...change } });

describe('the rules a document keeps', () => {
  test('a complete document is taken', () => expect(judged({})).toBeUndefined());

  test('a document with nothing but the required elements is taken', () => {
    const { content, signer, dueDate, toPlaces, other, responseFor, steeringType, ...required } = sampleDocument;
    expect([content, signer, dueDate, toPlaces, other, responseFor, steeringType]).not.toContain(undefined);
    expect(checkDocument({ ...required, business: { type: 0 }, trace: [] }, today)).toBeUndefined();
  });

  test.each<[string, Partial<OfficialDocument>]>([
    ['MessageHeader.From.OrganId', from({ organId: '' })],
    ['MessageHeader.To', { to: [] }],
    ['MessageHeader.To.OrganId', { to: [{ organId: '', organName: 'x' }] }],
    ['MessageHeader.DocumentId', { documentId: '' }],
    ['MessageHeader.Code.CodeNumber', { code: { number: '', notation: 'x' } }],
    ['MessageHeader.Code.CodeNotation', { code: { number: '1', notation: '' } }],
    ['MessageHeader.PromulgationInfo.PromulgationDate', { promulgation: { date: '' } }],
    ['MessageHeader.DocumentType.TypeName', { type: { type: 1, name: '' } }],
    ['MessageHeader.Subject', { subject: '' }],
    ['MessageHeader.SignerInfo.FullName', { signer: { position: 'Giám đốc', fullName: '' } }],
    ['MessageHeader.ResponseFor.OrganId', { responseFor: [{ organId: '', code: '1/UBND' }] }],
    ['TraceHeaderList.TraceHeader.Timestamp', { trace: [{ organId: 'H54', timestamp: '' }] }],
  ])('a document without %s is refused there', (where, change) => {
    expect(judged(change)).toMatchObject({ code: 'element-missing', where });
  });

  test.each<[string, Partial<OfficialDocument>]>([
    ['an OrganId of 36 characters', from({ organId: 'H'.repeat(36) })],
    ['an OrganName of 201 characters', from({ organName: 'x'.repeat(201) })],
    ['a CodeNumber of 31 characters', { code: { number: '1'.repeat(31), notation: 'x' } }],
    ['a Subject of 501 characters', { subject: 'x'.repeat(501) }],
    ['a Place in ToPlaces of 151 characters', { toPlaces: ['x'.repeat(151)] }],
    ['a control character in the Subject', { subject: 'a\u0000b' }],
    ['half a character in the Subject', { subject: 'a\uD800' }],
    ['a Priority of 5', { other: { priority: 5 } }],
    ['a PageAmount of 65,536', { other: { pages: 65_536 } }],
    ['a Type that is no whole number', { type: { type: 1.5, name: 'x' } }],
    ['a SteeringType of 3', { steeringType: 3 }],
    ['a BussinessDocType of 4', { business: { type: 4 } }],
    ['a PromulgationDate that is no day', { promulgation: { date: '2020-02-30' } }],
    ['a DueDate that is no day', { dueDate: 'mai' }],
  ])('%s is refused', (_, change) => expect(code(change)).toBe('element-invalid'));

  test('lengths at their limit are taken', () => {
    expect(
      code({ subject: 'ố'.repeat(500), code: { number: '1'.repeat(30), notation: 'x'.repeat(30) } }),
    ).toBeUndefined();
  });

  test('what packages of the real axis and of local builders leave out is taken', () => {
    const change = {
      to: [{ organId: 'H54', organName: '' }],
      trace: [{ organId: '', timestamp: '2025-03-02T08:00:00+07:00' }],
    };
    expect(
      code({ ...from({ organName: '' }), ...change, code: { number: '20250302000123', notation: 'CV' } }),
    ).toBeUndefined();
  });

  test('a document of today is taken, one of tomorrow is refused', () => {
    expect(code({ promulgation: { date: today } })).toBeUndefined();
    expect(code({ promulgation: { date: '2020-03-03' } })).toBe('date-in-future');
  });

  test('recall, update and replacement are taken; a replacement that names nothing is refused', () => {
    expect(code({ business: { type: 1 } })).toBeUndefined();
    expect(code({ business: { type: 2, update: { contentChanged: true } } })).toBeUndefined();
    expect(
      code({ business: { type: 3, replacements: [{ documentId: 'H54.13,2020/02/01,9/STTTT' }] } }),
    ).toBeUndefined();
    expect(code({ business: { type: 3 } })).toBe('element-missing');
  });

  test('a recipient named twice is refused, also once by its old code and once by its new one', () => {
    const named = (...ids: string[]) => ({ to: ids.map((organId) => ({ organId, organName: 'x' })) });
    expect(code(named('H54.20', 'H54.21', 'H54.20'))).toBe('recipient-repeated');
    expect(code(named('H54.20', '000.00.20.H54'))).toBe('recipient-repeated');
    expect(code(named('H54.20', '000.00.21.H54'))).toBeUndefined();
  });
});
