/** Text that came from outside, made fit for a terminal. */

/** A line end or a change of direction in a name or a text could feign another line. */
export const shownText = (text: string): string => text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '\u{fffd}');
