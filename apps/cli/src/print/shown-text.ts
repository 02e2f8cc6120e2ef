/** Text that came from outside, made fit for a terminal. */

const unsafe = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

/** Control characters (C0, C1 and with them ESC sequences), changes of direction and line ends could feign or change other lines. */
export const shownText = (text: string): string => text.replace(unsafe, '\u{fffd}');

/** The same of a text of several lines, such as a message for a person: its line ends stay. */
export const shownLines = (text: string): string => text.replace(/[^\n]+/g, shownText);

/** JSON escapes C0 itself; C1 and changes of direction are escaped here, so that it reads the same and drives no terminal. */
export const shownJson = (value: unknown): string =>
  JSON.stringify(value, null, 2).replace(/[\u007f-\u009f\p{Cf}\p{Zl}\p{Zp}]/gu, escaped);

/** Characters outside the basic plane as two. */
const escaped = (text: string): string =>
  Array.from({ length: text.length }, (_, at) => `\\u${text.charCodeAt(at).toString(16).padStart(4, '0')}`).join('');
