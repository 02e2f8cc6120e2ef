/** How far a package was fetched, as its reader says it; a matter between the reader and its place, not of the document's life. */
import { changeTransport, officialTime, type WaitingPackage } from '@lienthong/store';
import { refusedError } from '@lienthong/edge';
import { timeToWire } from '@lienthong/edxml';
import type { Intake } from '../edge/intake.js';
import type { Exchange } from '../exchange.js';
import { docIdOf, type NamedPackage } from './doc-id.js';

const words = ['initial', 'processing', 'done', 'fail'] as const;

export function transportWord(state: number): string {
  return words[state] ?? 'initial';
}

const descriptions: readonly string[] = ['Chờ nhận', 'Đang xử lý', 'Đã nhận', 'Nhận không thành công'];

/** What the reader said, as a state. @throws RefusedError for anything but processing, done and fail */
export function readTransport(said: string, where: string): number {
  const state = (words as readonly string[]).indexOf(said);
  if (state > 0) return state;
  throw refusedError('request-invalid', `"${said.slice(0, 40)}" is not one of processing, done and fail`, where);
}

/** Notes it, once the package is known to stand in a box of the place. What is done is off its recipient's list of new ones as well. */
export async function noteTransport(
  { exchange, intake }: { readonly exchange: Exchange; readonly intake: Intake },
  place: string,
  what: NamedPackage,
  state: number,
): Promise<void> {
  const { now } = await officialTime(exchange.store);
  const isNoted = await changeTransport(exchange.store, { place, ...what }, state, now);
  if (!isNoted) throw refusedError('request-invalid', `${docIdOf(what)} is done already`, 'status');
  if (transportWord(state) !== 'done' || what.kind !== 'edoc') return;
  await intake.acknowledge({ place, agency: what.recipient, role: 'agency' }, [what.document]);
}

/**
 * One line of a list of packages; every value a text. Statuses go from the recipient of the document to its sender, recalls the
 * other way. `named` shows a code as the reader knows it.
 */
export function describeWaiting(
  kind: NamedPackage['kind'],
  row: WaitingPackage,
  named: (code: string) => string = (code) => code,
): Readonly<Record<string, string>> {
  const [from, to] = kind === 'edoc' || row.number < 0 ? [row.sender, row.recipient] : [row.recipient, row.sender];
  return {
    docId: docIdOf({ kind, ...row }),
    serviceType: 'eDoc',
    messageType: kind,
    created_time: timeToWire(row.created_at.toISOString()),
    updated_time: timeToWire(row.updated_at.toISOString()),
    from: named(from),
    to: named(to),
    status: transportWord(row.state),
    status_desc: descriptions[row.state] ?? '',
  };
}
