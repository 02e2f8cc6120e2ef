/** The first level of agency codes: what its letters stand for, and which codes went into others when provinces and ministries were merged. */

/** What the letter of a code stands for. `isAssumed`: remembered, seen in no source. */
export interface CodeTree {
  readonly name: string;
  readonly isAssumed?: true;
}

/** QCVN 102:2016, level 1, as far as public directories show it. */
export const codeTrees: Readonly<Record<string, CodeTree>> = {
  A: { name: 'Cơ quan Đảng' },
  B: { name: 'Văn phòng Chủ tịch nước', isAssumed: true },
  C: { name: 'Quốc hội', isAssumed: true },
  D: { name: 'Tòa án nhân dân', isAssumed: true },
  E: { name: 'Viện kiểm sát nhân dân', isAssumed: true },
  F: { name: 'Kiểm toán nhà nước', isAssumed: true },
  G: { name: 'Chính phủ, bộ, cơ quan ngang bộ' },
  H: { name: 'Ủy ban nhân dân cấp tỉnh' },
  I: { name: 'Tổ chức khác (gặp một lần: I03)', isAssumed: true },
  J: { name: 'Doanh nghiệp', isAssumed: true },
  K: { name: 'Hội đồng nhân dân cấp tỉnh' },
  W: { name: 'Điểm liên thông' },
};

/** The provinces were numbered by their names, 01 to 63, and with them their councils; of other trees no end is known. */
const numbered: Readonly<Record<string, number>> = { H: 63, K: 63 };

/** The highest number after this letter. */
export function lastOf(letter: string): number {
  return numbered[letter] ?? 99;
}

/** Whether a code of the first level (`H54`) can be somebody's: none has the number 00. */
export function isFirstLevel(topCode: string): boolean {
  const number = Number(topCode.slice(1));
  return number >= 1 && number <= lastOf(topCode.charAt(0));
}

/** `since`: first day on which the successor acts, `yyyy-MM-dd`. */
export interface Merger {
  readonly into: string;
  readonly since: string;
}

/** Resolution 202/2025/QH15 (12 June 2025): 34 provinces. That the code of the name that was kept is kept is assumed. */
const provinces: readonly (readonly [into: string, ...merged: string[]])[] = [
  ['H01', 'H33'],
  ['H05', 'H02'],
  ['H12', 'H04'],
  ['H13', 'H51', 'H30'],
  ['H15', 'H45'],
  ['H17', 'H47'],
  ['H19', 'H10'],
  ['H20', 'H58'],
  ['H21', 'H08'],
  ['H24', 'H23'],
  ['H29', 'H09', 'H06'],
  ['H31', 'H54'],
  ['H32', 'H43'],
  ['H36', 'H16', 'H11'],
  ['H38', 'H63'],
  ['H42', 'H25', 'H40'],
  ['H44', 'H62', 'H28'],
  ['H48', 'H34'],
  ['H50', 'H46'],
  ['H53', 'H39'],
  ['H55', 'H03'],
  ['H60', 'H22'],
  ['H61', 'H07', 'H59'],
];

/** Resolution 176/2025/QH15 (18 February 2025). The codes are assumed to be those of the ministry that was kept or renamed. */
const ministries: readonly (readonly [into: string, ...merged: string[]])[] = [
  ['G06', 'G14'],
  ['G09', 'G07'],
  ['G10', 'G13'],
  ['G12', 'G05'],
  ['G17', 'G04'],
];

const mergers: ReadonlyMap<string, Merger> = new Map<string, Merger>([
  ...provinces.flatMap(([into, ...merged]) => merged.map((code) => [code, { into, since: '2025-07-01' }] as const)),
  ...ministries.flatMap(([into, ...merged]) => merged.map((code) => [code, { into, since: '2025-03-01' }] as const)),
]);

/** Where a first-level code (`H54`) went; undefined for one that is there still. */
export function mergerOf(topCode: string): Merger | undefined {
  return mergers.get(topCode);
}
