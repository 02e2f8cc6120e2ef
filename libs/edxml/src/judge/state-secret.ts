/** Finds the marks of a state secret: such a document may not travel here (Decision 28/2018, Article 1). */
import type { OfficialDocument } from '../document.js';
import type { Refusal } from '../refusals.js';

/** Mật, Tối mật, Tuyệt mật (Law on protection of state secrets), also written without their accents. */
const level = /^(?:độ mật\s*:?\s*)?(?:(?:tối|tuyệt)\s+)?mật$|^(?:(?:toi|tuyet)\s+)?mat$/;
const bracketed = /^[[(【]\s*([^\])】]{1,30}?)\s*[\])】]/;
/** What a secrecy field says of a document that has none. */
const openWords = /^(?:0|không|không mật|thường|bình thường|none|normal)$/;

const plain = (text: string) => text.normalize('NFC').toLocaleLowerCase('vi').trim();

function isSecrecyLevel(text: string): boolean {
  return level.test(plain(text));
}

export function findStateSecret({ subject, other, secrecy }: OfficialDocument): Refusal | undefined {
  const refusal = (where: string): Refusal => ({
    code: 'state-secret',
    detail: 'the document is marked as a state secret; take it back and send it on the way laid down for secrets',
    where,
  });
  if (other?.sphere !== undefined && isSecrecyLevel(other.sphere)) {
    return refusal('MessageHeader.OtherInfo.SphereOfPromulgation');
  }
  if (secrecy !== undefined && !openWords.test(plain(secrecy))) return refusal('MessageHeader.OtherInfo.Secrecy');
  const mark = bracketed.exec(subject.trim())?.[1];
  return mark !== undefined && isSecrecyLevel(mark) ? refusal('MessageHeader.Subject') : undefined;
}
