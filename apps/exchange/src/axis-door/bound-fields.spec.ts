/** Digests in the SDK's own form, and the file that stands in a body with two bytes behind it. */
import { hash } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { checkOperation, fileIn, oddDigest } from './bound-fields.js';
import { SignedFields } from './signed-fields.js';

const fieldsOf = (values: Readonly<Record<string, string>>): SignedFields => {
  const prefixed = Object.entries(values).map(([name, value]) => [`xroadvnpt-${name}`, value] as const);
  return new SignedFields(Object.fromEntries(prefixed), new Map(prefixed));
};
const octets = { mustSign: false, isOctets: true };
const file = Buffer.from('<?xml version="1.0"?><edXML/>\n');
const body = Buffer.concat([file, Buffer.from('\r\n')]);

test('a digest of the SDK lacks the leading zero of every byte below 16', () => {
  const bytes = Buffer.from('công văn');
  const usual = hash('sha256', bytes, 'hex');
  const odd = (usual.match(/../g) ?? []).map((pair) => pair.replace(/^0/, '')).join('');
  expect(odd.length).toBeLessThan(usual.length);
  expect(oddDigest(bytes)).toBe(odd);
});

describe('the file in a body', () => {
  test('is what the digest covers, with or without the CR LF behind it, in either form', () => {
    for (const digest of [oddDigest, (bytes: Buffer) => hash('sha256', bytes, 'hex')])
      for (const bytes of [file, body])
        expect(fileIn(fieldsOf({ 'hash-file': digest(bytes) }), body, octets)).toEqual(bytes);
    expect(() => fileIn(fieldsOf({ 'hash-file': oddDigest(body) }), file, octets)).toThrow('not the one');
  });

  test('ends before one CR LF where no digest says so, if the XML has ended and the bytes came plain', () => {
    const none = fieldsOf({});
    expect(fileIn(none, body, octets)).toEqual(file);
    expect(fileIn(none, body, { ...octets, isOctets: false })).toEqual(body);
    expect(fileIn(none, Buffer.from('<a>1\r\n'), octets)).toEqual(Buffer.from('<a>1\r\n'));
    expect(() => fileIn(none, body, { ...octets, mustSign: true })).toThrow('hardened');
  });
});

describe('a signed request', () => {
  test('is taken for the operation it names, and one with a package for sendEdoc only', () => {
    expect(() => checkOperation(fieldsOf({ operation: 'getEdoc' }), 'getEdoc')).not.toThrow();
    expect(() => checkOperation(fieldsOf({ operation: 'getEdoc' }), 'updateStatus')).toThrow('getEdoc');
    const sends = fieldsOf({ 'content-type': 'application/octet-stream' });
    expect(() => checkOperation(sends, 'sendEdoc')).not.toThrow();
    expect(() => checkOperation(sends, 'deleteAgency')).toThrow('sendEdoc');
    expect(() => checkOperation(fieldsOf({ 'content-type': 'application/json' }), 'sendEdoc')).not.toThrow();
  });
});
