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

/**
 * Names in use beside the 29: the normative documents (QCVN 102:2016/SĐ1:2022, list A) and the kinds that its list B keeps from before
 * the decree. Their notations follow other rules.
 */
const otherNames = [
  ...['Hiến pháp', 'Bộ luật', 'Luật', 'Pháp lệnh', 'Lệnh', 'Nghị quyết liên tịch', 'Nghị định', 'Thông tư'],
  ...['Thông tư liên tịch', 'Bản cam kết', 'Giấy chứng nhận', 'Giấy đi đường', 'Giấy biên nhận hồ sơ'],
];

/** Copies are no kinds of their own: they carry the kind of what was copied (Decree 30/2020, Article 25). */
export const copyKinds: Readonly<Record<string, string>> = { SY: 'Sao y', TrS: 'Trích sao', SL: 'Sao lục' };

const byAbbreviation = new Map(
  documentKinds.flatMap((one) => (one.abbreviation ? [[one.abbreviation.toUpperCase(), one]] : [])),
);
const byName = new Map(documentKinds.map((one) => [plain(one.name), one]));
const others: ReadonlySet<string> = new Set([...otherNames, ...Object.values(copyKinds)].map(plain));

/** The kind that a type name says, however it is capitalised; undefined for names that are none of the 29. */
export function kindNamed(name: string): DocumentKind | undefined {
  return byName.get(plain(name));
}

/** Whether documents are called so: one of the 29, a normative document, or a copy. */
export function isKindName(name: string): boolean {
  return byName.has(plain(name)) || others.has(plain(name));
}

/**
 * `QĐ-UBND` is a decision, `2020/NQ-HĐND` a resolution, `QĐ/TU` a decision of the Party; a notation that begins with an agency
 * (`UBND-VP`) is an official letter, as its form lays down. Of a copy (`SY-VP`) it says nothing.
 */
export function kindOfNotation(notation: string): DocumentKind | undefined {
  const [first = ''] = notation
    .normalize('NFC')
    .toUpperCase()
    .replace(/^\d{4}\//, '')
    .split(/[-/]/);
  if (copyAbbreviations.has(first)) return undefined;
  return byAbbreviation.get(first) ?? byName.get('công văn');
}

const copyAbbreviations: ReadonlySet<string> = new Set(Object.keys(copyKinds).map((one) => one.toUpperCase()));

function plain(name: string): string {
  return name
    .normalize('NFC')
    .toLocaleLowerCase('vi')
    .replace(/\s*\(cá biệt\)$/, '')
    .trim();
}
