import { randomBytes } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { decodeBase64, escapeAttribute, hasForbiddenCharacter, textElement } from './xml-text.js';

describe('Base64 of an attachment', () => {
  test('any bytes come back from their Base64, on one line or wrapped as in a mail', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 300 }), (array) => {
        const bytes = Buffer.from(array);
        const text = bytes.toString('base64');
        expect(decodeBase64(Buffer.from(text))).toEqual(bytes);
        expect(decodeBase64(Buffer.from(` ${text.replace(/(.{76})/g, '$1\r\n')}\n`))).toEqual(bytes);
      }),
    );
  });

  test('one strange character anywhere makes the whole unreadable', () => {
    const strange = fc.constantFrom('!', '=', '-', '_', '&', '.', 'ố', '\0');
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 3, maxLength: 60 }), strange, fc.nat(), (array, character, seed) => {
        const text = Buffer.from(array).toString('base64');
        const at = seed % (text.replace(/=+$/, '').length - 1);
        const spoiled = text.slice(0, at) + character + text.slice(at + 1);
        expect(decodeBase64(Buffer.from(spoiled))).toBeUndefined();
      }),
    );
  });

  test.each(['QQ', 'QQ=', 'Q===', 'QUE', '====', 'QUE=QUE='])('%s has a wrong padding', (text) =>
    expect(decodeBase64(Buffer.from(text))).toBeUndefined(),
  );
});

describe('Base64 of a large attachment', () => {
  const bytes = randomBytes(700_001);
  const encoded = bytes.toString('base64');
  const decode = (text: string) => decodeBase64(Buffer.from(text));

  test.each([1, 2, 3, 76, 77])('in lines of any length is the file, as in one line', (length) => {
    expect(decode(encoded)?.equals(bytes)).toBe(true);
    expect(decode(` ${encoded.replace(new RegExp(`.{${length}}`, 'g'), '$&\r\n')}\n`)?.equals(bytes)).toBe(true);
  });

  test.each<[string, string]>([
    ['padding in its middle', `QQ==${encoded}`],
    ['padding at the end of a piece', `${encoded.slice(0, 262_140)}QQ==${encoded}`],
    ['a character too few', encoded.slice(1)],
    ['another character', `${encoded.slice(0, 300_000)}*${encoded.slice(300_001)}`],
    ['a character of the other alphabet', `${encoded.slice(0, 300_000)}_${encoded.slice(300_001)}`],
  ])('with %s is refused', (_, text) => expect(decode(text)).toBeUndefined());
});

describe('text for XML', () => {
  test('markup characters and carriage returns are escaped', () => {
    expect(textElement('t', 'a<b>&"c"\r\n]]>')).toBe('<t>a&lt;b&gt;&amp;"c"&#xD;\n]]&gt;</t>');
    expect(escapeAttribute('a<b>&"c"\r\n\t')).toBe('a&lt;b>&amp;&quot;c&quot;&#xD;&#xA;&#x9;');
  });

  test.each(['\0', '\u0008', '\u001f', '\uFFFE', '\uD800', '\uDC00x'])(
    '%j can not be carried and is never written',
    (text) => {
      expect(hasForbiddenCharacter(text)).toBe(true);
      expect(() => textElement('t', text)).toThrow('control character');
    },
  );

  test('Vietnamese letters, line breaks and characters beyond the first plane are carried', () => {
    expect(hasForbiddenCharacter('Ủy ban nhân dân\n\t𠀀 – “số 1”')).toBe(false);
  });
});
