/** What is handed out to be signed is what a reader finds, for any document: the writer's own text is the canonical form. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { attachments, document } from '../../support/arbitrary-document.js';
import type { Attachment, OfficialDocument } from '../document.js';
import { isRefused } from '../outcome.js';
import { readPackage } from '../read/read-package.js';
import { sampleAttachment, sampleDocument } from '../sample-document.js';
import { canonicalForm, canonicalizationMethod } from '../xml/canonical-form.js';
import { attributeOf } from '../xml/xml-element.js';
import type { PackageOrder } from './orders.js';
import { writeSignedPackage, type PartToSign } from './write-signed-package.js';

const signature =
  `<ds:Signature xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:SignedInfo>` +
  `<ds:CanonicalizationMethod Algorithm="${canonicalizationMethod}"/></ds:SignedInfo></ds:Signature>`;

function written(one: OfficialDocument, files: readonly Attachment[], order: PackageOrder) {
  const signed: PartToSign[] = [];
  const bytes = writeSignedPackage(
    one,
    files,
    (parts) => {
      signed.push(...parts);
      return signature;
    },
    order,
  );
  const outcome = readPackage(bytes);
  if (isRefused(outcome)) throw new Error(`${outcome.refusal.code}: ${outcome.refusal.detail}`);
  return { signed, read: outcome.value };
}

describe('a package written to be signed', () => {
  test.each(['vnpt', 'dotnet'] as const)('has exactly the parts that are handed out (%s), each canonical', (order) => {
    fc.assert(
      fc.property(document, attachments, (one, files) => {
        const marked = { ...one, traceMarks: { id: '1a2b3c4d', version: '1.0', mustUnderstand: '1', actor: 'x' } };
        const { signed, read } = written(marked, files, order);
        const found = read.headerSignature?.parts.map(({ element, attachment }) => {
          const id = attributeOf(element, 'Id');
          return attachment === undefined
            ? { id, canonical: canonicalForm(element) }
            : { id, attachment: read.attachments[attachment]?.bytes };
        });
        expect(found).toEqual(signed);
        expect({ ...read.document, claimsSignature: false }).toEqual({ ...marked, claimsSignature: false });
      }),
      { numRuns: 200 },
    );
  });

  test('says where a reader takes a field from beside the signed manifest', () => {
    const told = (name: string): (string | undefined)[] => {
      const bytes = writeSignedPackage(sampleDocument, [sampleAttachment], () => signature);
      const outcome = readPackage(
        Buffer.from(bytes.toString().replace(/(<\/ContentId><AttachmentName>)[^<]*/, `$1${name}`)),
      );
      if (isRefused(outcome)) throw new Error(outcome.refusal.detail);
      return outcome.value.headerSignature?.parts.map(({ unsignedField }) => unsignedField) ?? [];
    };
    expect(told(sampleAttachment.name)).toEqual([undefined, undefined, undefined, undefined]);
    expect(told('khac.pdf')).toEqual([undefined, undefined, undefined, 'AttachmentName']);
  });
});
