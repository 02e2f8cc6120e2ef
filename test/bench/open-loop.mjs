/** Submit-to-inbox times of an open loop: documents are due by a clock, however late the exchange is with those before. */
import { createHistogram } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';

/** Between two looks into an inbox, unless told: what is read off is late by half of it on average. */
const usualLookMs = 10;
/** Inboxes that are watched: the busiest of the province and of the places behind the axis. */
const watched = { inside: 4, outside: 2 };
const lastArrivalWithinMs = 30_000;
const page = 500;

/**
 * Submits letters at `rate` documents a second, at random moments (a Poisson process), and watches a few inboxes.
 * Every time runs from the moment a document was due, so that waiting for an earlier one is not left out.
 */
export async function openLoop(bench, letters, rate, { lookEveryMs = usualLookMs } = {}) {
  const { deployment } = bench;
  const inboxes = chooseInboxes(bench, letters);
  const times = { accepted: createHistogram(), inside: createHistogram(), outside: createHistogram() };
  const missing = expectedIn(inboxes, letters);
  const dueAt = new Map();
  const state = { isOver: false };
  await Promise.all(inboxes.map((inbox) => readToEnd(deployment, inbox)));
  const watching = inboxes.map((inbox) => watch(deployment, inbox, { dueAt, missing, times, state, lookEveryMs }));
  const start = performance.now();
  await submitAll(bench, letters, { rate, dueAt, accepted: times.accepted });
  const seconds = (performance.now() - start) / 1000;
  for (const end = performance.now() + lastArrivalWithinMs; missing.size > 0 && performance.now() < end;)
    await pause(50);
  state.isOver = true;
  await Promise.all(watching);
  await bench.settle();
  return { ...summaryOf(times), rate: letters.length / seconds, documents: letters.length, notArrived: missing.size };
}

function chooseInboxes({ plan, keys }, letters) {
  const counts = new Map();
  for (const { recipients } of letters) for (const code of recipients) counts.set(code, (counts.get(code) ?? 0) + 1);
  const places = new Map(plan.nation.agencies.map(({ code, place }) => [code, place]));
  const busiest = [...counts].sort(([a, left], [b, right]) => right - left || (a < b ? -1 : 1)).map(([code]) => code);
  const isInside = (code) => places.get(code) === plan.nation.office;
  const inside = busiest.filter(isInside).slice(0, watched.inside);
  const outside = busiest.filter((code) => !isInside(code)).slice(0, watched.outside);
  const inboxOf = (way) => (agency, index) => ({ agency, way, key: keys.get(agency), line: index, after: undefined });
  return [...inside.map(inboxOf('inside')), ...outside.map(inboxOf('outside'))];
}

/** What is to come, as `document agency`. */
function expectedIn(inboxes, letters) {
  const agencies = new Set(inboxes.map(({ agency }) => agency));
  const here = letters.flatMap(({ id, recipients }) =>
    recipients.filter((code) => agencies.has(code)).map((code) => `${id} ${code}`),
  );
  return new Set(here);
}

async function readToEnd(deployment, inbox) {
  while ((await look(deployment, inbox)).more);
}

function look({ clients }, inbox) {
  const client = clients[inbox.line % clients.length].as(inbox.key);
  const query = { limit: page, ...(inbox.after !== undefined && { after: inbox.after }) };
  return client.inbox(query).then((found) => {
    inbox.after = found.next ?? inbox.after;
    return found;
  });
}

async function watch(deployment, inbox, { dueAt, missing, times, state, lookEveryMs }) {
  while (!state.isOver) {
    const { items, more } = await look(deployment, inbox);
    const now = performance.now();
    for (const { documentId } of items)
      if (missing.delete(`${documentId} ${inbox.agency}`)) record(times[inbox.way], now - dueAt.get(documentId));
    if (!more) await pause(lookEveryMs);
  }
}

async function submitAll(bench, letters, { rate, dueAt, accepted }) {
  const answers = [];
  let due = performance.now();
  for (const [index, letter] of letters.entries()) {
    due += (-Math.log(1 - Math.random()) / rate) * 1000;
    const early = due - performance.now();
    if (early > 0.5) await pause(early);
    const dueNow = due;
    dueAt.set(letter.id, dueNow);
    answers.push(bench.submit({ ...letter, index }).then(() => record(accepted, performance.now() - dueNow)));
  }
  await Promise.all(answers);
}

/** Microseconds in, because a histogram counts whole numbers. */
export const record = (histogram, ms) => histogram.record(Math.max(1, Math.round(ms * 1000)));

function summaryOf({ accepted, inside, outside }) {
  const both = createHistogram();
  both.add(inside);
  both.add(outside);
  const named = { accepted, inside, outside, inbox: both };
  return Object.fromEntries(Object.entries(named).map(([name, histogram]) => [name, percentilesOf(histogram)]));
}

export function percentilesOf(histogram) {
  const ms = (percent) => histogram.percentile(percent) / 1000;
  return { count: histogram.count, p50: ms(50), p95: ms(95), p99: ms(99), most: histogram.max / 1000 };
}

/** Letters that last for `seconds` at a rate. */
export function lettersFor(rate, seconds) {
  return Math.max(20, Math.ceil(rate * seconds));
}
