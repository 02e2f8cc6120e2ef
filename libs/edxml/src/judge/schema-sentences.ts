/** What the validator's sentences come to: their family in the axis' error list, and the same in Vietnamese. */
import type { FaultFamily } from './faults.js';

type Said = readonly [pattern: RegExp, family: FaultFamily, vietnamese: (...parts: string[]) => string];

const names = (list = ''): string => list.trim();

/** The sentences of libxml2 (xmlschemas.c) that a schema without identity constraints and assertions can lead to. */
const sentences: readonly Said[] = [
  [
    /^Missing child element\(s\)\. Expected is (?:one of )?\((.*)\)\.$/,
    'N',
    (list) => `thiếu phần tử con, có thể là: ${names(list)}`,
  ],
  [/^Missing child element\(s\)\.$/, 'N', () => 'thiếu phần tử con'],
  [
    /^This element is not expected\. Expected is (?:one of )?\((.*)\)\.$/,
    'M',
    (list) => `không được có ở đây; chỗ này dành cho: ${names(list)}`,
  ],
  [/^This element is not expected\.$/, 'M', () => 'không được có ở đây'],
  [
    /value has a length of '(\d+)'; this exceeds the allowed maximum length of '(\d+)'/,
    'R',
    (length, most) => `dài ${length} ký tự, nhiều nhất là ${most}`,
  ],
  [
    /value has a length of '(\d+)'; this (?:underruns|falls below) the allowed minimum length of '(\d+)'/,
    'R',
    (length, least) => `dài ${length} ký tự, ít nhất là ${least}`,
  ],
  [
    /value has a length of '(\d+)'; this differs from the allowed length of '(\d+)'/,
    'R',
    (length, exact) => `dài ${length} ký tự, phải là ${exact}`,
  ],
  [
    /The value '(.*)' is greater than the maximum value allowed \('(.*)'\)/,
    'R',
    (value, most) => `“${value}” lớn hơn ${most}`,
  ],
  [
    /The value '(.*)' is less than the minimum value allowed \('(.*)'\)/,
    'R',
    (value, least) => `“${value}” nhỏ hơn ${least}`,
  ],
  [/The value '(.*)' has more digits than are allowed/, 'R', (value) => `“${value}” có quá nhiều chữ số`],
  [
    /The value '(.*)' is not an element of the set \{(.*)\}/,
    'M',
    (value, set) => `“${value}” không thuộc ${names(set)}`,
  ],
  [
    /The value '(.*)' is not accepted by the pattern '(.*)'/,
    'T',
    (value, pattern) => `“${value}” không đúng dạng ${pattern}`,
  ],
  [
    /^'(.*)' is not a valid value of the (?:local )?(?:atomic|list|union) type(?: '(.*)')?/,
    'T',
    (value) => `“${value}” không đúng kiểu dữ liệu`,
  ],
  [
    /^Character content (?:other than whitespace )?is not allowed/,
    'T',
    () => 'chứa văn bản, trong khi chỉ được chứa phần tử con',
  ],
  [/^Element content is not allowed/, 'T', () => 'chứa phần tử con, trong khi chỉ được chứa văn bản'],
  [/^The attribute '(.*)' is not allowed/, 'M', (name) => `không được có thuộc tính ${name}`],
  [/^The attribute '(.*)' is required but missing/, 'N', (name) => `thiếu thuộc tính ${name}`],
];

/** A sentence that nobody foresaw stands in quotes. */
export function understood(sentence: string): { readonly family: FaultFamily; readonly vietnamese: string } {
  for (const [pattern, family, vietnamese] of sentences) {
    const parts = pattern.exec(sentence);
    if (parts !== null) return { family, vietnamese: vietnamese(...parts.slice(1)) };
  }
  return { family: 'M', vietnamese: `không theo lược đồ XSD: “${sentence}”` };
}
