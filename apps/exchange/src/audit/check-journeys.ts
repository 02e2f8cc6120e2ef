/** The same delivery at every place it passed: handed on or still open, its statuses the same all the way back, its trace true. */
import { passedDeliveries, type PassedRow } from '@lienthong/store';
import type { Auditing } from './auditing.js';
import { documentKey, outcomeKey, statusKey, type UnderWay } from './check-messages.js';
import { parseJson } from '../values/parse-json.js';
import { readTrace } from '../values/trace.js';

export async function checkJourneys(audit: Auditing, underWay: UnderWay): Promise<void> {
  const { rows, findings, progress, hosted } = audit;
  const passed = await passedDeliveries(rows, hosted);
  while (passed.row !== undefined) {
    const { document, recipient } = passed.row;
    const journey = await passed.takeWhile((row) => row.document === document && row.recipient === recipient);
    checkJourney(audit, new Map(journey.map((row) => [row.place, row])), underWay);
    findings.looked('deliveries', journey.length);
    progress.at('deliveries from place to place');
  }
}

type Journey = ReadonlyMap<string, PassedRow>;

function checkJourney(audit: Auditing, journey: Journey, underWay: UnderWay): void {
  for (const row of journey.values()) {
    if (row.way !== null) checkTrace(audit, journey, row, row.way);
    if (row.hop === null) {
      const origin = [...journey.values()].find((each) => each.origin);
      if (origin !== undefined && origin !== row && origin.back !== null)
        audit.findings.compare(origin.place, 'delivery', keyOf(origin), `trace ${row.way}`, `trace ${origin.back}`);
      continue;
    }
    if (row.hop === '' || !audit.isHosted(row.hop)) continue;
    const next = journey.get(row.hop);
    if (next === undefined) checkHandover(audit, journey, row, underWay);
    else checkReturn(audit, row, next, underWay);
  }
}

const keyOf = ({ document, recipient }: PassedRow): string => `${document} ${recipient}`;

/** A document that is not at the next place is still open here, or its sender was told another end (refused, expired, dead). */
function checkHandover({ findings }: Auditing, journey: Journey, row: PassedRow, underWay: UnderWay): void {
  if (underWay.has(documentKey(row.place, row.document, row.recipient))) return;
  const isEnded = [...journey.values()].some(({ origin, state }) => origin && state > 1);
  if (isEnded || underWay.has(outcomeKey(row.document, row.recipient))) return;
  findings.add(row.place, 'outbox', keyOf(row), `an open message, or a delivery at ${row.hop}`, 'neither');
}

type Status = readonly [number: number, code: number, at: string, ...rest: unknown[]];

function statusesOf(row: PassedRow): Map<number, string> {
  const statuses = (parseJson(row.statuses ?? '[]') ?? []) as Status[];
  // A place's own refusal, number 0, stands at the sender's place alone.
  return new Map(statuses.filter(([number]) => number > 0).map((status) => [status[0], JSON.stringify(status)]));
}

/** Statuses travel from `next` back to `row`: none is lost, none is changed, none comes from nowhere. */
function checkReturn({ findings }: Auditing, row: PassedRow, next: PassedRow, underWay: UnderWay): void {
  if (row.statuses === next.statuses) return;
  const [here, there] = [statusesOf(row), statusesOf(next)];
  for (const number of new Set([...here.keys(), ...there.keys()])) {
    const [found, expected] = [here.get(number), there.get(number)];
    const key = `${keyOf(row)} ${number}`;
    if (expected === undefined) findings.add(next.place, 'status', key, `${found}, as ${row.place} has it`, 'no row');
    else if (found !== undefined)
      findings.compare(
        row.place,
        'status',
        key,
        `${expected}, as ${next.place} has it`,
        `${found}, as ${next.place} has it`,
      );
    else if (!underWay.has(statusKey(next.place, row.document, row.recipient, number)))
      findings.add(next.place, 'outbox', key, `an open message, or the status at ${row.place}`, 'neither');
  }
}

/** Every place of a trace that is on this server has the document, since the time that the trace tells. */
function checkTrace({ findings, isHosted }: Auditing, journey: Journey, row: PassedRow, way: string): void {
  const trace = readTrace(way);
  const told = trace.filter(({ place }) => isHosted(place));
  const expected = told.map(({ place }) => [place, journey.get(place)?.acceptedAt ?? 'not there']);
  const found = told.map(({ place, at }) => [place, at]);
  const [last] = trace.slice(-1);
  if (last?.place !== row.place) expected.push([row.place, row.acceptedAt ?? 'not there']);
  findings.compare(
    row.place,
    'document',
    row.document,
    `trace ${JSON.stringify(expected)}`,
    `trace ${JSON.stringify(found)}`,
  );
}
