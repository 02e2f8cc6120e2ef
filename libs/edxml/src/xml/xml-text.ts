/** Text into XML and Base64 out of it, in the strict forms. */

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\r': '&#13;',
};

/** A character XML 1.0 has no place for (section 2.2), lone surrogates among them. */
const forbidden = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u;

export function hasForbiddenCharacter(text: string): boolean {
  return forbidden.test(text);
}

/** @throws when the text holds a character XML can not carry: check the document first. */
export function escapeXml(text: string): string {
  if (forbidden.test(text)) throw new Error('a text holds a control character that XML can not carry');
  return /[&<>"\r]/.test(text) ? text.replace(/[&<>"\r]/g, (character) => escapes[character] ?? character) : text;
}

/** `<name>text</name>`, or nothing for an absent value. */
export function textElement(name: string, value: string | number | undefined): string {
  if (value === undefined) return '';
  return `<${name}>${typeof value === 'number' ? value : escapeXml(value)}</${name}>`;
}

/** Strict RFC 4648 section 4 with padding; white space is allowed, as in a MIME body. Undefined when it is anything else. */
export function decodeBase64(encoded: Buffer): Buffer | undefined {
  // Buffer.from would take the URL alphabet as well.
  if (encoded.includes(0x2d) || encoded.includes(0x5f)) return undefined;
  const text = encoded.toString('latin1');
  return decodeExactly(text) ?? decodeExactly(text.replace(/[ \t\r\n]+/g, ''));
}

/** Buffer.from skips what it does not know: every skipped character makes the result shorter than it has to be. */
function decodeExactly(text: string): Buffer | undefined {
  if (text.length % 4 !== 0) return undefined;
  const padding = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0;
  const bytes = Buffer.from(text, 'base64');
  return bytes.length === (text.length / 4) * 3 - padding ? bytes : undefined;
}
