/** Every way in which an element can be wrong, in both languages. The families are those of the axis' error list: `N.MessageHeader.To`. */
import type { Refusal, RefusalCode } from '../refusals.js';

/** N is missing, R out of range or too long, M not an allowed value or not matching, T of another type. */
export type FaultFamily = 'N' | 'R' | 'M' | 'T';

/** A refusal with what a finding says beyond it. */
export interface Fault extends Refusal {
  readonly where: string;
  readonly family: FaultFamily;
  readonly vietnamese: string;
  /** The text that is wrong, where there is one: tells which of several elements at one path it is. */
  readonly value?: string;
  readonly line?: number;
}

type Words = readonly [english: string, vietnamese: string];

function fault(family: FaultFamily, code: RefusalCode, where: string, [detail, vietnamese]: Words): Fault {
  return { family, code, where, detail, vietnamese };
}

const quoted = (text: string): string => JSON.stringify(text.slice(0, 40));

/** What a text should be, in both languages. */
const kinds = {
  number: ['a whole number', 'số nguyên'],
  date: ['a date yyyy/MM/dd', 'ngày dạng yyyy/MM/dd'],
  time: ['a time yyyy/MM/dd HH:mm:ss', 'thời điểm dạng yyyy/MM/dd HH:mm:ss'],
  truth: ['true or false', 'true hoặc false'],
} as const satisfies Record<string, Words>;

export type TextKind = keyof typeof kinds;

export const faults = {
  missing: (where: string): Fault => fault('N', 'element-missing', where, ['is required', 'bắt buộc phải có']),

  tooLong: (where: string, value: string, longest: number): Fault => ({
    ...fault('R', 'element-invalid', where, [
      `has ${value.length} characters, at most ${longest}`,
      `có ${value.length} ký tự, nhiều nhất là ${longest}`,
    ]),
    value,
  }),

  controlCharacter: (where: string, value: string): Fault => ({
    ...fault('T', 'element-invalid', where, ['holds a control character', 'chứa ký tự điều khiển']),
    value,
  }),

  outOfRange: (where: string, value: number, from: number, to: number): Fault => ({
    ...fault('R', 'element-invalid', where, [
      `${value} is not a whole number from ${from} to ${to}`,
      `${value} không phải số nguyên từ ${from} đến ${to}`,
    ]),
    value: String(value),
  }),

  notAllowed: (where: string, value: number | string, allowed: readonly (number | string)[]): Fault => ({
    ...fault('M', 'element-invalid', where, [
      `${value} is none of ${allowed.join(', ')}`,
      `${value} không thuộc ${allowed.join(', ')}`,
    ]),
    value: String(value),
  }),

  notA: (where: string, text: string, kind: TextKind): Fault => ({
    ...fault('T', 'element-invalid', where, [
      `${quoted(text)} is not ${kinds[kind][0]}`,
      `${quoted(text)} không phải ${kinds[kind][1]}`,
    ]),
    value: text,
  }),

  noSuchDay: (where: string, value: string): Fault => ({
    ...fault('T', 'element-invalid', where, [
      `${JSON.stringify(value)} is not a day of the calendar`,
      `${JSON.stringify(value)} không phải một ngày có trong lịch`,
    ]),
    value: value.replaceAll('-', '/'),
  }),

  inFuture: (where: string, value: string, today: string): Fault => ({
    ...fault('R', 'date-in-future', where, [
      `${value} lies after today, ${today}`,
      `${value} ở sau ngày hôm nay, ${today}`,
    ]),
    value: value.replaceAll('-', '/'),
  }),

  tooMany: (where: string, most: number): Fault =>
    fault('R', 'xml-too-complex', where, [`stands here more than ${most} times`, `xuất hiện hơn ${most} lần`]),

  repeatedElement: (where: string): Fault =>
    fault('M', 'element-invalid', where, ['stands here twice', 'xuất hiện hai lần']),

  elementsInText: (where: string): Fault =>
    fault('T', 'element-invalid', where, [
      'holds other elements where a text belongs',
      'chứa phần tử khác thay vì văn bản',
    ]),

  instruction: (where: string): Fault =>
    fault('M', 'element-invalid', where, [
      'is signed and holds a processing instruction',
      'đã được ký mà lại chứa chỉ thị xử lý (processing instruction)',
    ]),

  /** A fault that has its words from where it is found. */
  other: fault,
} as const;

/** What leaves this library: words in one language, as every refusal has them. */
export function refusalOf({ code, detail, where }: Fault): Refusal {
  return { code, detail, where };
}
