/** Text into XML and Base64 out of it, in the strict forms. */

/** As the canonical form of XML writes them (Canonical XML 1.0, section 2.3), so that what we write can be signed as it stands. */
const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\t': '&#x9;',
  '\n': '&#xA;',
  '\r': '&#xD;',
};
const escaped = (character: string): string => escapes[character] ?? character;

export const escapeText = (text: string): string => (/[&<>\r]/.test(text) ? text.replace(/[&<>\r]/g, escaped) : text);

/** For a value between double quotes. */
export const escapeAttribute = (value: string): string =>
  /[&<"\t\n\r]/.test(value) ? value.replace(/[&<"\t\n\r]/g, escaped) : value;

/** A character XML 1.0 has no place for (section 2.2), lone surrogates among them. */
const forbidden = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u;
/** Code units without which a text holds no such character; most texts, and a third of the price. */
// eslint-disable-next-line no-control-regex
const suspicious = /[\0-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]/;

export function hasForbiddenCharacter(text: string): boolean {
  return suspicious.test(text) && forbidden.test(text);
}

/**
 * `<name>text</name>`, or nothing for an absent value.
 * @throws when the text holds a character XML can not carry: check the document first.
 */
export function textElement(name: string, value: string | number | undefined): string {
  if (value === undefined) return '';
  if (typeof value === 'number') return `<${name}>${value}</${name}>`;
  if (hasForbiddenCharacter(value)) throw new Error('a text holds a control character that XML can not carry');
  return `<${name}>${escapeText(value)}</${name}>`;
}

/** Of Base64 text at a time: as text the whole would take as much memory again as the package. */
const decodedAtOnce = 256 * 1024;

/** Strict RFC 4648 section 4 with padding; white space is allowed, as in a MIME body. Undefined when it is anything else. */
export function decodeBase64(encoded: Buffer): Buffer | undefined {
  // Buffer.from would take the URL alphabet as well.
  if (encoded.includes(0x2d) || encoded.includes(0x5f)) return undefined;
  if (encoded.length <= decodedAtOnce) return decodeText(encoded.toString('latin1'));
  return decodeInPieces(encoded);
}

const decodeText = (text: string): Buffer | undefined => decodeExactly(text) ?? decodeExactly(withoutSpace(text));

const withoutSpace = (text: string): string => text.replace(/[ \t\r\n]+/g, '');

/** Buffer.from skips what it does not know: every skipped character makes the result shorter than it has to be. */
function decodeExactly(text: string): Buffer | undefined {
  if (text.length % 4 !== 0) return undefined;
  const padding = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0;
  const bytes = Buffer.from(text, 'base64');
  return bytes.length === (text.length / 4) * 3 - padding ? bytes : undefined;
}

/** Pieces of whole groups of four characters; only the last may end with padding. */
function decodeInPieces(encoded: Buffer): Buffer | undefined {
  const decoded = Buffer.allocUnsafe(Math.ceil((encoded.length / 4) * 3));
  let [rest, written, isEnded] = ['', 0, false];
  for (let from = 0; from < encoded.length; from += decodedAtOnce) {
    const text = rest + withoutSpace(encoded.toString('latin1', from, from + decodedAtOnce));
    const whole = text.length - (text.length % 4);
    rest = text.slice(whole);
    if (text === '') continue;
    if (isEnded) return undefined;
    const piece = decodeExactly(text.slice(0, whole));
    if (piece === undefined) return undefined;
    written += piece.copy(decoded, written);
    isEnded = piece.length * 4 < whole * 3;
  }
  return rest === '' ? decoded.subarray(0, written) : undefined;
}
