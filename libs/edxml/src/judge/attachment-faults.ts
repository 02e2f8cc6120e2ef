/** What can be wrong with the attachments of a package and the manifest that names them, in both languages. */
import type { InflateLimits } from '../xml/read-zip.js';
import { faults, type Fault } from './faults.js';

const manifest = 'edXMLManifest';
const { other: fault } = faults;

/** Names and identifiers come quoted. */
export const attachmentFaults = {
  none: (): Fault =>
    fault('N', 'attachment-missing', 'AttachmentEncoded', [
      'a package holds at least one attachment: the document itself',
      'gói tin phải có ít nhất một tệp đính kèm: chính văn bản',
    ]),

  noId: (where: string): Fault =>
    fault('R', 'element-invalid', where, [
      'has no ContentId of 1 to 200 characters',
      'không có ContentId dài từ 1 đến 200 ký tự',
    ]),

  repeatedId: (where: string, id: string): Fault =>
    fault('M', 'element-invalid', where, [`ContentId ${id} is used twice`, `ContentId ${id} được dùng hai lần`]),

  notInPackage: (id: string): Fault =>
    fault('N', 'attachment-missing', manifest, [
      `the manifest names ${id}, which is not in the package`,
      `danh mục nêu ${id}, nhưng gói tin không có`,
    ]),

  notInManifest: (id: string): Fault =>
    fault('M', 'attachment-missing', manifest, [
      `${id} is in the package, but the manifest does not name it`,
      `${id} có trong gói tin, nhưng danh mục không nêu`,
    ]),

  empty: (where: string, name: string): Fault =>
    fault('N', 'attachment-missing', where, [`${name} has no bytes`, `${name} không có nội dung`]),

  notBase64: (where: string, name: string): Fault =>
    fault('T', 'attachment-encoding', where, [
      `${name} is not plain Base64 (RFC 4648) with padding`,
      `${name} không phải Base64 (RFC 4648) đủ ký tự đệm`,
    ]),

  noArchive: (where: string, name: string): Fault =>
    fault('T', 'attachment-encoding', where, [
      `${name} was zipped for the transport, but not as one readable entry; send the file as it is, in Base64`,
      `${name} đã nén để truyền, nhưng không đọc được một tệp duy nhất; hãy gửi nguyên tệp, mã hóa Base64`,
    ]),

  noMediaType: (where: string, text: string): Fault => ({
    ...fault('T', 'element-invalid', `${where}.ContentType`, [
      `${JSON.stringify(text)} is no media type (application/pdf); readers take application/octet-stream instead`,
      `${JSON.stringify(text)} không phải kiểu nội dung (application/pdf); bên đọc hiểu là application/octet-stream`,
    ]),
    value: text,
  }),

  inflated: (where: string, name: string, { bytes, ratio }: InflateLimits): Fault =>
    fault('R', 'package-too-large', where, [
      `${name} would become more than ${bytes} bytes, or more than ${ratio} times its size`,
      `${name} khi giải nén lớn hơn ${bytes} byte, hoặc hơn ${ratio} lần kích thước nén`,
    ]),
} as const;
