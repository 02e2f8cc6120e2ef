/** What a message is told that is larger or deeper than is looked at: which limit, what it is, and the line where it was reached. */
import type { Refusal, RefusalCode } from '../refusals.js';
import { lineEndsIn } from './line-ends.js';
import { edxmlLimits } from './wire.js';

export interface LimitRefusal {
  readonly refusal: Refusal;
}

function reached(code: RefusalCode, line: number, english: string, vietnamese: string): LimitRefusal {
  return { refusal: { code, detail: `${english} (line ${line})`, vietnamese } };
}

/** From 1. */
const lineAt = (bytes: Buffer, at: number): number => lineEndsIn(bytes.subarray(0, at)) + 1;

const { attributes, depth, elements, envelopeBytes, packageBytes, runBytes } = edxmlLimits;

export const limits = {
  packageBytes: (bytes: Buffer): LimitRefusal =>
    reached(
      'package-too-large',
      lineAt(bytes, packageBytes),
      `${bytes.length} bytes, at most ${packageBytes}`,
      `gói tin có ${bytes.length} byte, nhiều nhất là ${packageBytes}`,
    ),

  /** `bytes`: the package without its Base64; `line` from an offset in it to the line of the package. */
  envelopeBytes: (bytes: Buffer, trueLine: (line: number) => number): LimitRefusal =>
    reached(
      'xml-too-complex',
      trueLine(lineAt(bytes, envelopeBytes)),
      `${bytes.length} bytes beside the attachments' Base64, at most ${envelopeBytes}; put files into attachments`,
      `có ${bytes.length} byte ngoài phần Base64 của tệp đính kèm, nhiều nhất là ${envelopeBytes}; hãy đưa tệp vào phần đính kèm`,
    ),

  elements: (bytes: Buffer, at: number): LimitRefusal =>
    reached('xml-too-complex', lineAt(bytes, at), `more than ${elements} elements`, `có hơn ${elements} phần tử`),

  depth: (line: number): LimitRefusal =>
    reached(
      'xml-too-complex',
      line,
      `elements are nested more than ${depth} deep`,
      `các phần tử lồng nhau sâu hơn ${depth} cấp`,
    ),

  runBytes: (bytes: Buffer, at: number, length: number): LimitRefusal =>
    reached(
      'xml-too-complex',
      lineAt(bytes, at),
      `a text or a tag has ${length} bytes, at most ${runBytes}; put files into attachments`,
      `một đoạn chữ hoặc thẻ dài ${length} byte, nhiều nhất là ${runBytes}; hãy đưa tệp vào phần đính kèm`,
    ),

  attributes: (bytes: Buffer, at: number): LimitRefusal =>
    reached(
      'xml-too-complex',
      lineAt(bytes, at),
      `an element has more than ${attributes} attributes`,
      `một phần tử có hơn ${attributes} thuộc tính`,
    ),
} as const;
