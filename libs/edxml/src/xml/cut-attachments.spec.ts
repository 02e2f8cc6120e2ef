import { describe, expect, test } from '@jest/globals';
import { isRefused } from '../outcome.js';
import { cutAttachments } from './cut-attachments.js';
import { edxmlLimits } from './wire.js';

function cut(text: string): { envelope: string; encoded: string[] } {
  const outcome = cutAttachments(Buffer.from(text));
  if (isRefused(outcome)) throw new Error(outcome.refusal.code);
  return { envelope: outcome.value.envelope.toString(), encoded: outcome.value.encoded.map(String) };
}

function refusalCode(text: string): string | undefined {
  const outcome = cutAttachments(Buffer.from(text));
  return isRefused(outcome) ? outcome.refusal.code : undefined;
}

describe('taking the Base64 out of a package', () => {
  test('every Base64 text is replaced by its number, whatever the prefix and the attributes', () => {
    const { envelope, encoded } = cut(
      '<a><p:ContentTransferEncoded>QUE=</p:ContentTransferEncoded><ContentTransferEncoded x="1">\nQkI=\n</ContentTransferEncoded></a>',
    );
    expect(envelope).toBe(
      '<a><p:ContentTransferEncoded>#0</p:ContentTransferEncoded><ContentTransferEncoded x="1">#1</ContentTransferEncoded></a>',
    );
    expect(encoded).toEqual(['QUE=', '\nQkI=\n']);
  });

  test('elements whose names only look alike, and empty ones, are left as they are', () => {
    const text =
      '<a><XContentTransferEncoded>1</XContentTransferEncoded><ContentTransferEncoded /><ContentTransfer/></a>';
    expect(cut(text)).toEqual({ envelope: text, encoded: [] });
  });

  test('a start tag inside a comment, a CDATA section or a processing instruction is no attachment', () => {
    const tag = '<ContentTransferEncoded>QUE=</ContentTransferEncoded>';
    const text = `<?xml version="1.0"?><!--${tag}--><a><![CDATA[${tag}]]><?x ${tag}?></a>`;
    expect(cut(text)).toEqual({ envelope: text, encoded: [] });
  });

  test('an attachment after a comment is still found', () => {
    expect(cut('<a><!-- > --><ContentTransferEncoded>QUE=</ContentTransferEncoded></a>').encoded).toEqual(['QUE=']);
  });

  test.each(['<!DOCTYPE a>', '<!doctype a>', '<!ENTITY b "c">', '<!', '<![INCLUDE['])(
    'the declaration %s is refused before the parser sees it',
    (declaration) => expect(refusalCode(`${declaration}<a/>`)).toBe('xml-doctype'),
  );

  test.each(['<a><!-- ', '<a><![CDATA[ ', '<?xml '])('%s without its end is malformed', (text) =>
    expect(refusalCode(text)).toBe('xml-malformed'),
  );

  test('more elements than the limit are refused before the parser sees them', () => {
    expect(refusalCode(`<a>${'<b/>'.repeat(edxmlLimits.elements)}</a>`)).toBe('xml-too-complex');
    expect(refusalCode(`<a>${'<b/>'.repeat(edxmlLimits.elements - 1)}</a>`)).toBeUndefined();
  });

  test('an envelope over its limit is refused, a large attachment is not', () => {
    const large = 'A'.repeat(edxmlLimits.envelopeBytes);
    expect(refusalCode(`<a>${`<b>${'c'.repeat(99)}</b>`.repeat(edxmlLimits.envelopeBytes / 100)}</a>`)).toBe(
      'xml-too-complex',
    );
    expect(refusalCode(`<ContentTransferEncoded>${large}</ContentTransferEncoded>`)).toBeUndefined();
  });

  test('a text and a tag over the limit of one run are refused, wherever they stand', () => {
    const long = 'A'.repeat(edxmlLimits.runBytes);
    for (const text of [`<a>${long}</a>`, `<a><b/>${long}</a>`, `<a><b></b>${long}</a>`, `<a b="${long}"/>`]) {
      expect(refusalCode(text)).toBe('xml-too-complex');
    }
    expect(refusalCode(`<a>${long.slice(0, -10)}</a>`)).toBeUndefined();
  });

  test('more attributes than the limit are refused, declarations of namespaces among them', () => {
    const element = (count: number) =>
      `<a ${Array.from({ length: count }, (_, index) => `xmlns:a${index}="'x=="`).join(' ')}/>`;
    expect(refusalCode(element(edxmlLimits.attributes + 1))).toBe('xml-too-complex');
    expect(refusalCode(element(edxmlLimits.attributes))).toBeUndefined();
    expect(refusalCode(`<a>${'b="c" '.repeat(100)}</a>`)).toBeUndefined();
  });
});
