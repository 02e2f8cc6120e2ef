/** Agency codes in their two forms, and the codes of places; which form is which, and one made from the other. */

/** Old form, QCVN 102:2016: 13 characters read right to left, `000.00.07.H54`. The letter W is kept for places. */
const oldForm = /^\d{3}\.\d{2}\.\d{2}\.[A-VX-Z]\d{2}$/;
/** New form, Decision 20/2020/QĐ-TTg: levels from left to right, A-Z, 0-9 and dots. */
const newForm = /^[A-VX-Z]\d{2}(?:\.[A-Z0-9]+)*$/;
const newFormLongest = 35;
/** A place of the exchange, `00.54.W00`. */
const hubForm = /^[A-Z0-9]{2}\.[A-Z0-9]{2,3}\.W\d{2}$/;

export function isOldCode(code: string): boolean {
  return oldForm.test(code);
}

/** Whether the text is an agency's code in either form. */
export function isAgencyCode(code: string): boolean {
  return isOldCode(code) || isNewCode(code);
}

export function isHubCode(code: string): boolean {
  return hubForm.test(code);
}

/** The old form of a code; undefined where it has levels or letters that the old form has no room for. */
export function toOldCode(code: string): string | undefined {
  if (isOldCode(code)) return code;
  const [top = '', second = '', third = '', fourth = '', ...deeper] = code.split('.');
  const old = `${fourth.padStart(3, '0')}.${third.padStart(2, '0')}.${second.padStart(2, '0')}.${top}`;
  // A level of zeros would be taken for an empty one on the way back.
  const isSame = isNewCode(code) && deeper.length === 0 && isOldCode(old) && toNewCode(old) === code;
  return isSame ? old : undefined;
}

/** The new form of an old code: levels reversed, empty levels dropped. Any other text is given back as it is. */
export function toNewCode(code: string): string {
  if (!isOldCode(code)) return code;
  const levels = code.split('.').reverse();
  while (/^0+$/.test(levels.at(-1) ?? '')) levels.pop();
  return levels.join('.');
}

/** The levels of an agency's code from the top, each with those above it: `H54`, `H54.20`, `H54.20.01`. The last is the code. */
export function codesAbove(code: string): string[] {
  const levels = toNewCode(code).split('.');
  return levels.map((_, index) => levels.slice(0, index + 1).join('.'));
}

/** The code one used level above, in the new form; undefined for the first level. */
export function parentCode(code: string): string | undefined {
  return codesAbove(code)
    .slice(0, -1)
    .findLast((above) => !/\.0+$/.test(above));
}

function isNewCode(code: string): boolean {
  return code.length <= newFormLongest && newForm.test(code);
}
