/** How long an agency acts, who goes on with its work, and under which other codes it is known, as a line of CSV tells it. */
import { isAgencyCode, toNewCode } from './codes.js';
import type { Agency } from './directory.js';

/** As the columns give them; aliases are kept apart by spaces. */
export interface LifeRow {
  readonly validFrom: string;
  readonly validTo: string;
  readonly successor: string;
  readonly aliases: string;
}

type Life = Pick<Agency, 'validFrom' | 'validTo' | 'successor' | 'aliases'>;

const mostAliases = 20;
/** Codes of any time and maker: capital letters, digits, dots, hyphens. */
const aliasForm = /^[A-Z0-9][A-Z0-9.-]{0,34}$/;

/** What is set, or what is wrong with it. */
export function agencyLife(
  { validFrom, validTo, successor: next, aliases: listed }: LifeRow,
  { code, oldCode }: Pick<Agency, 'code' | 'oldCode'>,
): Life | string {
  const quoted = JSON.stringify;
  const successor = toNewCode(next);
  const aliases = listed.split(/\s+/).filter((alias) => alias !== '');
  for (const [column, day] of Object.entries({ validFrom, validTo }))
    if (day !== '' && !isDay(day)) return `${column} ${quoted(day)} is not a day like 2025-06-30`;
  if (validFrom !== '' && validTo !== '' && validTo < validFrom) return `it would end on ${validTo}, before it begins`;
  if (successor !== '' && !isAgencyCode(successor)) return `successor ${quoted(next)} is not an agency's code`;
  if (successor === code) return 'an agency can not be its own successor';
  if (successor !== '' && validTo === '') return 'a successor needs validTo, the last day before it goes on';
  const odd = aliases.find((alias) => !aliasForm.test(alias) || alias === code || alias === oldCode);
  if (odd !== undefined) return `alias ${quoted(odd)} is no other code: capital letters, digits, dots and hyphens`;
  if (aliases.length > mostAliases) return `it has more than ${mostAliases} aliases`;
  return {
    ...(validFrom !== '' && { validFrom }),
    ...(validTo !== '' && { validTo }),
    ...(successor !== '' && { successor }),
    ...(aliases.length > 0 && { aliases: [...new Set(aliases)] }),
  };
}

/** A day of the calendar, `yyyy-MM-dd`. */
function isDay(text: string): boolean {
  const at = /^\d{4}-\d{2}-\d{2}$/.test(text) ? new Date(`${text}T00:00:00Z`) : undefined;
  return at !== undefined && !Number.isNaN(at.getTime()) && at.toISOString().startsWith(text);
}
