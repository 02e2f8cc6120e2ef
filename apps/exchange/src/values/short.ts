/** Identifiers and digests as events hold them: base64url (RFC 4648 section 5) without padding, 22 and 43 characters. */

export const shortId = (uuid: string): string => Buffer.from(uuid.replaceAll('-', ''), 'hex').toString('base64url');

export const shortDigest = (sha256: string): string => Buffer.from(sha256, 'hex').toString('base64url');

const idText = /^[\w-]{22}$/;

export function isShortId(text: string): boolean {
  return idText.test(text);
}
