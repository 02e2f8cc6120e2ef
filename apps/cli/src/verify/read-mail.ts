/** Reads a signed mail (S/MIME, RFC 8551): the part that is signed, byte by byte, and its signature, or the message that holds both. */

export interface OpaqueMail {
  /** CMS with the content inside (RFC 8551 3.5.2). */
  readonly opaque: Buffer;
}

export interface SignedMail {
  /** With the line ends of the standard, as it was signed. */
  readonly content: Buffer;
  readonly signature: Buffer;
}

const LATIN1 = 'latin1';

/** Undefined for a mail that is not signed, or not whole. */
export function readMail(bytes: Buffer): SignedMail | OpaqueMail | undefined {
  const text = bytes.toString(LATIN1).replace(/\r?\n/g, '\r\n');
  const { headers, body } = parted(text);
  const type = headers.get('content-type') ?? '';
  if (/^application\/(x-)?pkcs7-mime\b.*;\s*smime-type="?signed-data\b/i.test(type)) {
    return { opaque: Buffer.from(body, 'base64') };
  }
  const boundary = /;\s*boundary=(?:"([^"]+)"|([^\s;]+))/i.exec(type);
  const mark = boundary?.[1] ?? boundary?.[2];
  if (!/^multipart\/signed\b/i.test(type) || mark === undefined) return undefined;
  // The line end before a boundary belongs to the boundary.
  const parts = `\r\n${body}`.split(`\r\n--${mark}`);
  const [, first, second, closing] = parts;
  if (first === undefined || second === undefined || closing?.startsWith('--') !== true) return undefined;
  const carried = parted(second.replace(/^[ \t]*\r\n/, ''));
  if (!/^application\/(x-)?pkcs7-signature\b/i.test(carried.headers.get('content-type') ?? '')) return undefined;
  return {
    content: Buffer.from(first.replace(/^[ \t]*\r\n/, ''), LATIN1),
    signature: Buffer.from(carried.body, 'base64'),
  };
}

interface Parted {
  readonly headers: ReadonlyMap<string, string>;
  readonly body: string;
}

/** Headers by lower-case name, folded ones joined (RFC 5322 2.2.3); the first of a name counts. */
function parted(text: string): Parted {
  const end = text.indexOf('\r\n\r\n');
  const head = end < 0 ? text : text.slice(0, end);
  const headers = new Map<string, string>();
  for (const line of head.replace(/\r\n[ \t]+/g, ' ').split('\r\n')) {
    const [, name, value] = /^([\w-]+):[ \t]*(.*)$/.exec(line) ?? [];
    if (name !== undefined && value !== undefined && !headers.has(name.toLowerCase())) {
      headers.set(name.toLowerCase(), value);
    }
  }
  return { headers, body: end < 0 ? '' : text.slice(end + 4) };
}
