/** Identifiers of packages say what they name, and nothing else is one. */
import { describe, expect, test } from '@jest/globals';
import { docIdOf, readDocId, type NamedPackage } from './doc-id.js';

const document = '018e4a00-0000-7000-8000-000000000000';

describe('the identifier of a package', () => {
  const named: NamedPackage[] = [
    { kind: 'edoc', document, recipient: 'H54.07', number: 0 },
    { kind: 'edoc', document, recipient: 'H37.DN.001', number: 0 },
    { kind: 'status', document, recipient: 'H05', number: 0 },
    { kind: 'status', document, recipient: 'H54.20.01', number: 12 },
    { kind: 'status', document, recipient: 'H54.20.01', number: -12 },
  ];
  test.each(named)('is read back as it was written: %j', (one) => {
    expect(readDocId(docIdOf(one))).toEqual(one);
  });

  test.each([
    '',
    document,
    `${document}-`,
    `${document}-h54`,
    `${document}-H54-12345`,
    `${document}-H54-r0`,
    `${document}-H54-r`,
    `${document}-H54-1-2`,
    ` ${document}-H54`,
  ])('is not read from %j', (text) => {
    expect(readDocId(text)).toBeUndefined();
  });
});
