/** A letter of the committee with two attachments, for specs on whole packages. */
import type { Attachment, OfficialDocument } from '@lienthong/edxml';

export const letter: OfficialDocument = {
  from: { organId: 'H54.07', organName: 'Sở Giao thông vận tải' },
  to: [{ organId: 'H54.08', organName: 'Sở Y tế' }],
  documentId: 'H54.07,2020/03/16,15/SGTVT-VP',
  code: { number: '15', notation: 'SGTVT-VP' },
  promulgation: { place: 'Thái Bình', date: '2020-03-16' },
  type: { type: 18, name: 'Công văn' },
  subject: 'Về việc "liên thông" văn bản & chữ ký số <đợt 1>',
  trace: [{ organId: 'H54.07', timestamp: '2020-03-16T10:00:00+07:00' }],
  business: { type: 0, documentId: 'H54.07,2020/03/16,15/SGTVT-VP' },
  claimsSignature: true,
};

const file = (contentId: string, name: string, text: string): Attachment => ({
  contentId,
  name,
  contentType: 'application/octet-stream',
  bytes: Buffer.from(text),
});

export const letterAttachments: readonly Attachment[] = [
  file('209', 'cong-van.txt', 'Công văn số 15'),
  file('210', 'phu-luc.txt', 'Phụ lục: kinh phí 90 triệu đồng'),
];
