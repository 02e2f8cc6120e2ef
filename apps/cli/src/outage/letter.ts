/** The drill's documents: short letters from one department to another, with a signature beside them or none. */
import { writePackage, type Attachment } from '@lienthong/edxml';

export const sender = { code: 'H54.01', name: 'Sở Nội vụ' } as const;
export const recipient = { code: 'H54.02', name: 'Sở Tài chính' } as const;

export interface Letter {
  readonly number: number;
  readonly text: Buffer;
}

export function makeLetter(number: number): Letter {
  return { number, text: Buffer.from(`Công văn số ${number}: diễn tập khi mất liên lạc với tổ chức chứng thực.\n`) };
}

/** The package (bytes). `today`: official time; `signature`: detached CMS over the letter's text. */
export function packLetter({ number, text }: Letter, today: Date, signature: Buffer | undefined): Buffer {
  const date = new Intl.DateTimeFormat('en-CA', { timeZone: 'Asia/Ho_Chi_Minh' }).format(today);
  const name = `cong-van-${number}.txt`;
  const main: Attachment = { contentId: 'main', name, contentType: 'text/plain', bytes: text };
  const beside = (bytes: Buffer): Attachment => ({
    ...{ contentId: 'signature', name: `${name}.p7s`, contentType: 'application/pkcs7-signature', bytes },
  });
  const document = {
    from: { organId: sender.code, organName: sender.name },
    to: [{ organId: recipient.code, organName: recipient.name }],
    documentId: `${sender.code},${date.replaceAll('-', '/')},${number}/CV`,
    code: { number: String(number), notation: 'CV' },
    promulgation: { place: 'Thái Bình', date },
    type: { type: 18, name: 'Công văn' },
    subject: `Diễn tập ${number}`,
    other: { priority: 0 },
    trace: [],
    business: { type: 0 as const },
    claimsSignature: false,
  };
  return writePackage(document, signature === undefined ? [main] : [main, beside(signature)]);
}
