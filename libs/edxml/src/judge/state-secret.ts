/** Finds the marks of a state secret: such a document may not travel here (Decision 28/2018, Article 1). */
import type { Attachment, OfficialDocument } from '../document.js';
import { kindNamed } from '../life/document-kinds.js';
import { faults, type Fault } from './faults.js';

/** What a secrecy field says of a document that has none. */
const openWords = /^(?:0|không|không mật|thường|bình thường|none|normal)$/;

/** Mật, Tối mật, Tuyệt mật (Law on the protection of state secrets), also written without their accents. */
const degree = String.raw`(?:tối|tuyệt|toi|tuyet)\s+m[aậ]t|mật`;
/** `Độ mật:`, as forms print it; behind it also the stamps A (tuyệt mật), B (tối mật) and C (mật). */
const label = String.raw`(?:mức\s+)?độ\s+mật`;
const opening = String.raw`[\[({【<«]`;
const closing = String.raw`[\])}】>»]`;
/** Sets a mark apart from the words behind it. A hyphen without a space joins words: `mật-độ`. */
const apart = String.raw`\s*(?:[:–—|\n]|${closing})|\s+-|-\s|\.(?:\s|$)`;

const wholeField = new RegExp(`^(?:${label}\\s*:?\\s*)?(?:${degree}|mat)$`);
/** Where a mark stands as one. Inside a sentence the word means honey, a nun's name, or what is kept confidential. */
const marks = [
  new RegExp(`^(?:${label}\\s*:?\\s*)?(?:${degree})(?:$|${apart})`),
  new RegExp(`^${label}\\s*:\\s*(?:${degree}|mat|[abc])(?![\\p{L}\\p{N}])`, 'u'),
  new RegExp(`^${opening}\\s*(?:${label}\\s*:?\\s*)?(?:${degree}|mat)\\s*${closing}`),
  new RegExp(`${opening}\\s*(?:${label}\\s*:?\\s*)?(?:${degree}|mat)\\s*${closing}[.\\s]*$`),
];
const ofDegree = new RegExp(`^(.+?)\\s(?:${degree}|mat)$`);
/** What is called secret beside the kinds of the decree. */
const moreKinds = /^(?:văn bản|tài liệu|hồ sơ|điện|van ban|tai lieu|cong van)$/;
/** Spares the other texts the work: most say nothing of the kind. */
const mayBeMarked = /m[\u0300-\u036faâậạ]{1,3}t/iu;
/** In capitals, the stamp; otherwise these letters are also a face, an eye or a loss. */
const stampWithoutAccents = /(?<![\p{L}\p{N}])MAT(?![\p{L}\p{N}])/gu;

/** White space in single spaces and line breaks: runs of it would make the patterns slow. */
const plain = (text: string): string =>
  text
    .normalize('NFC')
    .toLocaleLowerCase('vi')
    .trim()
    .replace(/[^\S\n]+/g, ' ')
    .replace(/ ?\n[ \n]*/g, '\n');

function isMarked(text: string): boolean {
  if (!mayBeMarked.test(text)) return false;
  const words = plain(text.replace(stampWithoutAccents, 'mật'));
  return marks.some((mark) => mark.test(words));
}

/** `Công văn mật`: the kind and its degree. */
function isSecretKind(name: string): boolean {
  if (!mayBeMarked.test(name)) return false;
  const [, kind] = ofDegree.exec(plain(name)) ?? [];
  return kind !== undefined && (kindNamed(kind) !== undefined || moreKinds.test(kind));
}

const isMarkedFile = (name: string): boolean => isMarked(name) || isMarked(name.replace(/(?:\.\w{1,8})+$/, ''));

const secret = (where: string, value: string): Fault => ({
  ...faults.other('M', 'state-secret', where, [
    'the document is marked as a state secret; take it back and send it on the way laid down for secrets',
    'văn bản có dấu chỉ độ mật; hãy thu hồi và gửi theo đường dành cho văn bản mật',
  ]),
  value,
});

/** Every mark there is; `attachments` are looked at by what they are called and described as. */
export function findStateSecrets(document: OfficialDocument, attachments: readonly Attachment[]): Fault[] {
  const { sphere, appendixes = [] } = document.other ?? {};
  const { subject, content, secrecy, type } = document;
  const found: Fault[] = [];
  const look = (where: string, text: string | undefined, is: (text: string) => boolean): void => {
    if (text !== undefined && is(text)) found.push(secret(where, text));
  };
  look('MessageHeader.OtherInfo.SphereOfPromulgation', sphere, (text) => wholeField.test(plain(text)));
  look('MessageHeader.OtherInfo.Secrecy', secrecy, (text) => !openWords.test(plain(text)));
  look('MessageHeader.Subject', subject, isMarked);
  look('MessageHeader.Content', content, isMarked);
  look('MessageHeader.DocumentType.TypeName', type.name, (text) => isMarked(text) || isSecretKind(text));
  for (const text of appendixes) look('MessageHeader.OtherInfo.Appendixes.Appendix', text, isMarked);
  for (const [index, { name, description }] of attachments.entries()) {
    const at = `AttachmentEncoded.Attachment[${index + 1}]`;
    look(`${at}.AttachmentName`, name, isMarkedFile);
    look(`${at}.Description`, description, isMarked);
  }
  return found;
}
