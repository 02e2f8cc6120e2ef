/** The 29 kinds of administrative documents with their abbreviations (Decree 30/2020, Article 7 and Annex III), and what a notation says. */

export interface DocumentKind {
  /** Row of the decree; the regulation's own list of types agrees with it up to 20 (QCVN 102:2016/SĐ1:2022). */
  readonly number: number;
  readonly name: string;
  /** As it begins a notation (`15/QĐ-UBND`); two kinds have none. */
  readonly abbreviation?: string;
}

const kind = (number: number, name: string, abbreviation?: string): DocumentKind =>
  abbreviation === undefined ? { number, name } : { number, name, abbreviation };

export const documentKinds: readonly DocumentKind[] = [
  kind(1, 'Nghị quyết (cá biệt)', 'NQ'),
  kind(2, 'Quyết định (cá biệt)', 'QĐ'),
  kind(3, 'Chỉ thị', 'CT'),
  kind(4, 'Quy chế', 'QC'),
  kind(5, 'Quy định', 'QyĐ'),
  kind(6, 'Thông cáo', 'TC'),
  kind(7, 'Thông báo', 'TB'),
  kind(8, 'Hướng dẫn', 'HD'),
  kind(9, 'Chương trình', 'CTr'),
  kind(10, 'Kế hoạch', 'KH'),
  kind(11, 'Phương án', 'PA'),
  kind(12, 'Đề án', 'ĐA'),
  kind(13, 'Dự án', 'DA'),
  kind(14, 'Báo cáo', 'BC'),
  kind(15, 'Biên bản', 'BB'),
  kind(16, 'Tờ trình', 'TTr'),
  kind(17, 'Hợp đồng', 'HĐ'),
  kind(18, 'Công văn'),
  kind(19, 'Công điện', 'CĐ'),
  kind(20, 'Bản ghi nhớ', 'BGN'),
  kind(21, 'Bản thỏa thuận', 'BTT'),
  kind(22, 'Giấy ủy quyền', 'GUQ'),
  kind(23, 'Giấy mời', 'GM'),
  kind(24, 'Giấy giới thiệu', 'GGT'),
  kind(25, 'Giấy nghỉ phép', 'GNP'),
  kind(26, 'Phiếu gửi', 'PG'),
  kind(27, 'Phiếu chuyển', 'PC'),
  kind(28, 'Phiếu báo', 'PB'),
  kind(29, 'Thư công'),
];

/** Copies are no kinds of their own: they carry the kind of what was copied (Decree 30/2020, Article 25). */
export const copyKinds: Readonly<Record<string, string>> = { SY: 'Sao y', TrS: 'Trích sao', SL: 'Sao lục' };

const byAbbreviation = new Map(documentKinds.flatMap((one) => (one.abbreviation ? [[one.abbreviation, one]] : [])));
const byName = new Map(documentKinds.map((one) => [plain(one.name), one]));

/** The kind that a type name says, however it is capitalised; undefined for names that are none of the 29. */
export function kindNamed(name: string): DocumentKind | undefined {
  return byName.get(plain(name));
}

/** `QĐ-UBND` is a decision; a notation that begins with an agency (`UBND-VP`) is an official letter, as its form lays down. */
export function kindOfNotation(notation: string): DocumentKind | undefined {
  const [first = ''] = notation.normalize('NFC').split('-');
  return byAbbreviation.get(first) ?? byName.get('công văn');
}

function plain(name: string): string {
  return name
    .normalize('NFC')
    .toLocaleLowerCase('vi')
    .replace(/\s*\(cá biệt\)$/, '')
    .trim();
}
