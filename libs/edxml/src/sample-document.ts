/** A complete document of the kind a department of Thái Bình sends, for specs and examples. */
import type { Attachment, OfficialDocument } from './document.js';

export const sampleDocument: OfficialDocument = {
  from: {
    organId: 'H54.13',
    organName: 'Sở Thông tin và Truyền thông',
    organizationInCharge: 'Ủy ban nhân dân tỉnh Thái Bình',
    address: '431 phố Trần Hưng Đạo, thành phố Thái Bình',
    email: 'stttt@thaibinh.gov.vn',
    telephone: '0227 3 888 888',
    fax: '0227 3 888 889',
    website: 'stttt.thaibinh.gov.vn',
  },
  to: [
    { organId: 'H54', organName: 'Ủy ban nhân dân tỉnh Thái Bình' },
    { organId: '000.00.20.H54', organName: 'Ủy ban nhân dân huyện Đông Hưng' },
  ],
  documentId: 'H54.13,2020/03/02,15/STTTT-CNTT',
  code: { number: '15', notation: 'STTTT-CNTT' },
  promulgation: { place: 'Thái Bình', date: '2020-03-02' },
  type: { type: 18, detail: 0, name: 'Công văn' },
  subject: 'Về việc gửi, nhận văn bản điện tử "liên thông" & ký số <đợt 1>',
  content: 'Đề nghị các đơn vị thực hiện',
  signer: { competence: 'KT. GIÁM ĐỐC', position: 'Phó Giám đốc', fullName: 'Nguyễn Văn A' },
  dueDate: '2020-03-31',
  toPlaces: ['Như trên', 'Lưu: VT, CNTT'],
  other: { priority: 1, sphere: 'Trong tỉnh', typer: 'NVA', amount: 12, pages: 2, appendixes: ['Phụ lục I'] },
  responseFor: [{ organId: 'H54', code: '7/UBND-KSTT', documentId: 'H54-2020-7', promulgationDate: '2020-02-20' }],
  steeringType: 2,
  trace: [{ organId: 'H54.13', timestamp: '2020-03-02T08:30:00+07:00' }],
  business: {
    type: 0,
    reason: 'Văn bản mới',
    documentId: 'H54.13,2020/03/02,15/STTTT-CNTT',
    paper: false,
    staff: { department: 'Văn phòng', staff: 'Trần Thị B', mobile: '0912345678', email: 'ttb@thaibinh.gov.vn' },
  },
  claimsSignature: false,
};

export const sampleAttachment: Attachment = {
  contentId: '209',
  name: '15-STTTT-CNTT.pdf',
  contentType: 'application/pdf',
  description: 'Văn bản chính',
  bytes: Buffer.from('%PDF-1.4 công văn số 15/STTTT-CNTT'),
};
