/** Finds the marks of a state secret: such a document may not travel here (Decision 28/2018, Article 1). */
import type { OfficialDocument } from '../document.js';
import { faults, type Fault } from './faults.js';

/** Mật, Tối mật, Tuyệt mật (Law on protection of state secrets), also written without their accents. */
const level = /^(?:độ mật\s*:?\s*)?(?:(?:tối|tuyệt)\s+)?mật$|^(?:(?:toi|tuyet)\s+)?mat$/;
const bracketed = /^[[(【]\s*([^\])】]{1,30}?)\s*[\])】]/;
/** What a secrecy field says of a document that has none. */
const openWords = /^(?:0|không|không mật|thường|bình thường|none|normal)$/;

const plain = (text: string) => text.normalize('NFC').toLocaleLowerCase('vi').trim();

function isSecrecyLevel(text: string): boolean {
  return level.test(plain(text));
}

const secret = (where: string): Fault =>
  faults.other('M', 'state-secret', where, [
    'the document is marked as a state secret; take it back and send it on the way laid down for secrets',
    'văn bản có dấu chỉ độ mật; hãy thu hồi và gửi theo đường dành cho văn bản mật',
  ]);

export function findStateSecret({ subject, other, secrecy }: OfficialDocument): Fault | undefined {
  if (other?.sphere !== undefined && isSecrecyLevel(other.sphere)) {
    return secret('MessageHeader.OtherInfo.SphereOfPromulgation');
  }
  if (secrecy !== undefined && !openWords.test(plain(secrecy))) return secret('MessageHeader.OtherInfo.Secrecy');
  const mark = bracketed.exec(subject.trim())?.[1];
  return mark !== undefined && isSecrecyLevel(mark) ? secret('MessageHeader.Subject') : undefined;
}
