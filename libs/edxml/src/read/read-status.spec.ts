import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { isRefused } from '../outcome.js';
import { sampleAttachment, sampleDocument } from '../sample-document.js';
import { statusNames } from '../status.js';
import type { StatusMessage } from '../status.js';
import { writePackage } from '../write/write-package.js';
import { writeStatus } from '../write/write-status.js';
import { readStatus } from './read-status.js';

const sample: StatusMessage = {
  from: { organId: 'H54.20', organName: 'Ủy ban nhân dân huyện Đông Hưng' },
  responseFor: {
    organId: 'H54.13',
    code: '15/STTTT-CNTT',
    documentId: 'H54.13,2020/03/02,15/STTTT-CNTT',
    promulgationDate: '2020-03-02',
  },
  staff: { department: 'Văn phòng', staff: 'Lê Văn C' },
  statusCode: 2,
  description: 'Gửi nhầm đơn vị <không thuộc thẩm quyền>',
  timestamp: '2020-03-02T09:15:00+07:00',
};
const refusal = (bytes: Buffer) => {
  const outcome = readStatus(bytes);
  return isRefused(outcome) ? outcome.refusal : undefined;
};
const changed = (from: string | RegExp, to: string) => Buffer.from(writeStatus(sample).toString().replace(from, to));

describe('a status message', () => {
  test('what is written is read back equal, for every status of the axis', () => {
    const codes = Object.keys(statusNames).map(Number);
    fc.assert(
      fc.property(fc.constantFrom(...codes), fc.boolean(), (statusCode, isShort) => {
        const message = isShort
          ? { ...sample, statusCode, staff: undefined, description: undefined }
          : { ...sample, statusCode };
        expect(readStatus(writeStatus(message))).toEqual({ value: message });
      }),
    );
  });

  test('its code has two digits on the wire, one is read as well', () => {
    expect(writeStatus(sample).toString()).toContain('<edXML:StatusCode>02</edXML:StatusCode>');
    expect(readStatus(changed('>02<', '>2<'))).toEqual({ value: sample });
  });

  test.each(['07', '0', '103', '-1'])('the code %s is refused', (code) => {
    expect(refusal(changed('>02<', `>${code}<`))?.code).toBe('status-code');
  });

  test.each([
    ['the reporting agency', /<edXML:OrganId>H54.20<\/edXML:OrganId>/, 'MessageHeader.From.OrganId'],
    ['the agency told', /<edXML:OrganId>H54.13<\/edXML:OrganId>/, 'MessageHeader.ResponseFor.OrganId'],
    ['either name of the document', /<edXML:Code>.*<\/edXML:DocumentId>/, 'MessageHeader.ResponseFor.DocumentId'],
    ['its time', /<edXML:Timestamp>.*<\/edXML:Timestamp>/, 'MessageHeader.Timestamp'],
  ])('a status without %s is refused', (_, element, where) => {
    expect(refusal(changed(element, ''))).toMatchObject({ code: 'element-missing', where });
  });

  test('a document is not taken for a status', () => {
    expect(refusal(writePackage(sampleDocument, [sampleAttachment]))?.code).toBe('not-edxml');
  });
});
