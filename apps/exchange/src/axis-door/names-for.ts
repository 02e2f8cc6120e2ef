/** How codes are shown to a centre: its own hub code as the alias under which it comes. */
import type { Directory } from '@lienthong/directory';
import type { Centre } from './axis-door.js';

export function namesFor({ place, systemId }: Centre): (code: string) => string {
  return (code) => (code === place ? systemId : code);
}

/** Senders and recipients: an agency whose code is the alias in another form is shown as the alias. */
export function agencyNamesFor(directory: Directory, { systemId }: Centre): (code: string) => string {
  const own = directory.agency(systemId)?.code;
  return (code) => (code === own ? systemId : code);
}
