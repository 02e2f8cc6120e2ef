/** The error codes that the axes of other makers answer with, and which of our refusals each stands for. */
import type { Problem } from '@lienthong/edge';
import { refusals } from '@lienthong/edxml';

/** 10 unusable file or request, 15 id or secret, 18 receiver unknown, 19 sender not registered, 20 ours, 21 file, 22 not edXML, 23 receiver locked. */
const families: readonly (readonly [RegExp, string])[] = [
  [/^(key|role)-/, '15'],
  [/^recipient-unknown$/, '18'],
  [/^recipient-locked$/, '23'],
  [/^sender-/, '19'],
  [/^(internal|over-capacity|store-unavailable)$/, '20'],
  [/^(attachment|signature|certificate|algorithm|revocation)-/, '21'],
  [
    /^(xml|package|multipart|media-type|request|method|route|bulk|cursor|directory)-|^(document|message)-not-found$/,
    '10',
  ],
];

/** Whatever is wrong with a message's elements is 22: not to the edXML standard. */
export function vendorCodeOf(code: Problem['code']): string {
  return families.find(([family]) => family.test(code))?.[1] ?? '22';
}

/** In Vietnamese, as those who use these doors read; what exactly was wrong, and with which element, stands behind it in brackets. */
export function sentenceOf({ code, detail, where }: Problem): string {
  const lead = code === 'internal' ? 'Lỗi của hệ thống' : refusals[code].vietnamese;
  return `${lead} (${where === undefined || detail.includes(where) ? detail : `${where}: ${detail}`})`;
}
