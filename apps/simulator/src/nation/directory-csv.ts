/** A scenario's agencies as the CSV that the exchange's directory import reads. */
import type { Agency } from '@lienthong/directory';

export function directoryCsv(agencies: readonly Agency[]): string {
  const rows = agencies.map(({ code, oldCode, name, tier, place, parent }) => [
    code,
    oldCode,
    name,
    tier,
    place,
    parent ?? '',
  ]);
  return [['code', 'oldCode', 'name', 'tier', 'place', 'parent'], ...rows]
    .map((row) => `${row.map(quoted).join(',')}\n`)
    .join('');
}

/** RFC 4180: fields with a comma or a quote stand in quotes, quotes are doubled. */
function quoted(field: string): string {
  return /[",\n]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field;
}
