/** The refusal table: every permanent "no" a message can meet on its way, with its HTTP status and its words for a person. */

interface RefusalEntry {
  /** HTTP status of the answer (RFC 9457). */
  readonly status: number;
  readonly title: string;
  readonly vietnamese: string;
}

const entry = (status: number, title: string, vietnamese: string): RefusalEntry => ({ status, title, vietnamese });

const table = {
  'xml-malformed': entry(400, 'The XML is not well-formed', 'XML không đúng cú pháp'),
  'xml-doctype': entry(400, 'A DOCTYPE is not allowed', 'Không được phép có DOCTYPE'),
  'xml-encoding': entry(400, 'The XML is not UTF-8', 'XML không phải mã UTF-8'),
  'xml-too-complex': entry(400, 'The XML has too many or too deep elements', 'XML quá nhiều hoặc quá sâu phần tử'),
  'package-too-large': entry(413, 'The package is too large', 'Gói tin quá lớn'),
  'package-empty': entry(400, 'The package is empty', 'Gói tin rỗng'),
  'not-edxml': entry(400, 'This is not an edXML message', 'Không phải gói tin edXML'),
  'element-missing': entry(422, 'A required element is missing', 'Thiếu thành phần bắt buộc'),
  'element-invalid': entry(422, 'An element has a value that is not allowed', 'Thành phần có giá trị không hợp lệ'),
  'date-in-future': entry(422, 'The promulgation date lies in the future', 'Ngày ban hành ở tương lai'),
  'state-secret': entry(422, 'State secrets may not be sent here', 'Không được gửi văn bản mật'),
  'attachment-missing': entry(422, 'An attachment is missing', 'Thiếu tệp đính kèm'),
  'attachment-encoding': entry(422, 'An attachment can not be decoded', 'Không giải mã được tệp đính kèm'),
  'attachment-digest-mismatch': entry(422, 'An attachment differs from its digest', 'Tệp đính kèm sai giá trị băm'),
  'attachment-infected': entry(422, 'Malware was found in an attachment', 'Tệp đính kèm chứa mã độc'),
  'attachment-unscanned': entry(422, 'The attachments could not be scanned', 'Không quét được mã độc tệp đính kèm'),
  'recipient-unknown': entry(422, 'A recipient is not in the directory', 'Không có bên nhận trong danh bạ'),
  'recipient-locked': entry(
    422,
    'A recipient takes no documents on this day',
    'Bên nhận không nhận văn bản vào ngày này',
  ),
  'recipient-repeated': entry(422, 'A recipient is named twice', 'Bên nhận bị lặp'),
  'sender-mismatch': entry(403, 'The sender is not the agency of the key', 'Bên gửi không phải chủ khóa truy cập'),
  'sender-locked': entry(422, 'The sender sends no documents on this day', 'Bên gửi không gửi văn bản vào ngày này'),
  'document-id-used': entry(
    409,
    'The DocumentId is used by other content',
    'Mã định danh văn bản đã dùng cho nội dung khác',
  ),
  'document-ambiguous': entry(409, 'Which document is meant is not clear', 'Không rõ văn bản nào'),
  'signature-malformed': entry(422, 'A signature can not be read', 'Không đọc được chữ ký số'),
  'signature-altered': entry(422, 'The signed bytes were altered', 'Nội dung đã ký bị thay đổi'),
  'signature-invalid': entry(422, 'A signature does not verify', 'Chữ ký số không hợp lệ'),
  'algorithm-refused': entry(422, 'The signature algorithm is not allowed', 'Thuật toán ký không được phép'),
  'certificate-untrusted': entry(422, 'The certificate is not trusted', 'Chứng thư số không tin cậy'),
  'certificate-expired': entry(422, 'The certificate had expired', 'Chứng thư số hết hạn'),
  'certificate-not-yet-valid': entry(422, 'The certificate was not yet valid', 'Chứng thư số chưa có hiệu lực'),
  'certificate-revoked': entry(422, 'The certificate is revoked', 'Chứng thư số đã bị thu hồi'),
  'certificate-profile': entry(
    422,
    'The certificate is not made for this purpose',
    'Chứng thư số sai mục đích sử dụng',
  ),
  'certificate-of-another-agency': entry(403, "The certificate is another agency's", 'Chứng thư số của cơ quan khác'),
  'revocation-stale': entry(422, 'The revocation list is missing or stale', 'Danh sách thu hồi thiếu hoặc quá hạn'),
  'key-missing': entry(401, 'An API key is required', 'Thiếu khóa truy cập'),
  'key-wrong': entry(401, 'The API key is not known', 'Khóa truy cập sai'),
  'key-expired': entry(401, 'The API key has expired', 'Khóa truy cập hết hạn'),
  'role-forbidden': entry(403, 'The key may not do this', 'Khóa truy cập không có quyền này'),
  'keys-exhausted': entry(409, 'The agency has two active keys already', 'Cơ quan đã có hai khóa đang dùng'),
  'status-code': entry(422, 'The status code is not allowed', 'Mã trạng thái không hợp lệ'),
  'status-transition': entry(409, 'The status may not follow the current one', 'Không được chuyển sang trạng thái này'),
  'status-reason-missing': entry(422, 'The status needs a reason', 'Trạng thái thiếu lý do'),
  'webhook-address': entry(422, 'The webhook address is not allowed', 'Địa chỉ webhook không được phép'),
  'webhooks-exhausted': entry(409, 'The agency has enough webhooks already', 'Cơ quan đã có đủ webhook'),
  'webhook-stopped': entry(409, 'The webhook was stopped by the operator', 'Webhook đã bị người vận hành dừng'),
  'webhook-not-found': entry(404, 'The webhook is not here', 'Không tìm thấy webhook'),
  'document-not-found': entry(404, 'The document is not here', 'Không tìm thấy văn bản'),
  'message-not-found': entry(404, 'The message is not here', 'Không tìm thấy thông điệp'),
  'evidence-not-found': entry(404, 'The evidence is not here', 'Không có chứng cứ này'),
  'certificate-not-found': entry(404, 'The certificate is not known here', 'Không có chứng thư số này'),
  'certificate-state': entry(409, 'The certificate is in another state', 'Trạng thái chứng thư số không cho phép'),
  'directory-version-unknown': entry(
    410,
    'The directory has never been in this version',
    'Danh bạ không có phiên bản này',
  ),
  'cursor-invalid': entry(400, 'The cursor can not be read', 'Con trỏ trang không hợp lệ'),
  'bulk-too-large': entry(422, 'Too many items in one request', 'Quá nhiều mục trong một yêu cầu'),
  'request-invalid': entry(400, 'The request can not be read', 'Yêu cầu không hợp lệ'),
  'multipart-unreadable': entry(400, 'The multipart body can not be read', 'Không đọc được nội dung multipart'),
  'media-type-unsupported': entry(415, 'The media type is not supported', 'Kiểu nội dung không được hỗ trợ'),
  'method-not-allowed': entry(405, 'The method is not allowed here', 'Phương thức không được phép'),
  'route-unknown': entry(404, 'There is nothing at this address', 'Không có địa chỉ này'),
  'clock-refused': entry(409, 'The clock can not be moved so', 'Không chỉnh được đồng hồ như vậy'),
  'reset-refused': entry(409, 'The deployment can not be emptied', 'Không thể làm trống hệ thống này'),
  'over-capacity': entry(503, 'The exchange is full at the moment', 'Hệ thống đang quá tải'),
  'store-unavailable': entry(503, 'The database is not reachable', 'Không kết nối được cơ sở dữ liệu'),
} as const satisfies Record<string, RefusalEntry>;

export type RefusalCode = keyof typeof table;

export const refusals: Readonly<Record<RefusalCode, RefusalEntry>> = table;

/** A permanent "no": never retried. `detail` tells a person what was wrong and what to do; `where` is an element path or a field. */
export interface Refusal {
  readonly code: RefusalCode;
  readonly detail: string;
  readonly where?: string;
  /** The detail in Vietnamese, where its finder says it. */
  readonly vietnamese?: string;
}
