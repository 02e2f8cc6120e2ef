/** What clients submit, taken in group by group: judged and written in one transaction, answered after its COMMIT. */
import { isRefused, type Outcome, type Submission } from '@lienthong/edxml';
import { meetOrgans, parkDocuments, type Transaction } from '@lienthong/store';
import { readAcceptances, signAcceptance, type SignedAcceptance } from './acceptance.js';
import { refuseUnknownTargets } from './known-targets.js';
import { servedPlace, write, type Exchange, type Writing } from '../exchange.js';
import { groupBy } from '../values/group-by.js';
import { documentsTravel } from '../journey.js';
import { accept, type Submitted } from '../steps/accept.js';
import { vietnamDate } from '../values/vietnam-date.js';
import type { Arrival } from '../steps/arrival.js';
import { Effects } from '../steps/effects.js';
import { identityOf } from '../steps/record.js';
import { verify } from '../steps/verify.js';

type Judged = Outcome<Omit<Arrival, 'receipt'>>;

/** Attempts that an administrator wants to see: somebody sent a document whose signature does not hold. */
const countedRefusals = /^(signature|certificate|algorithm|revocation)-/;

/** An outcome per submission, in the order given. */
export async function takeSubmissions(
  exchange: Exchange,
  submitted: readonly Submitted[],
): Promise<Outcome<Submission>[]> {
  const { outcomes, kept } = await write(exchange, (tx) => takeGroup(tx, exchange, submitted), { ahead: true });
  keepFresh(exchange, kept);
  const later = outcomes.flatMap((outcome, index) => (outcome === undefined ? [index] : []));
  if (later.length === 0) return outcomes as Outcome<Submission>[];
  const second = await takeSubmissions(
    exchange,
    later.map((index) => submitted[index]!),
  );
  return outcomes.map((outcome, index) => outcome ?? second[later.indexOf(index)]!);
}

interface TakenGroup {
  /** Undefined for the second of two submissions under one identity: it waits until the first is committed. */
  readonly outcomes: readonly (Outcome<Submission> | undefined)[];
  readonly kept: readonly Arrival[];
}

async function takeGroup(tx: Writing, exchange: Exchange, submitted: readonly Submitted[]): Promise<TakenGroup> {
  const at = tx.now.toISOString();
  const judged = await judgeGroup(tx, exchange, submitted);
  const values = valuesOf(judged);
  const effects = new Effects(at);
  const signed = await Promise.all(
    [...groupBy(values, ({ place }) => place)].map(([place, some]) =>
      signAcceptance(servedPlace(exchange, place), some, { at, rehearsal: tx.rehearsal }),
    ),
  );
  const recorded = await documentsTravel(
    tx,
    exchange,
    signed.flatMap(({ arrivals }) => arrivals),
    effects,
  );
  await park(tx, recorded.fresh, at);
  effects.receipts.push(...receiptsOf(signed, recorded.fresh));
  noteRefusals(judged, submitted, effects);
  await effects.write(tx, exchange);
  const standing = await standingSubmissions(tx, exchange, signed, recorded.repeated);
  const outcomes = judged.map((outcome): Outcome<Submission> | undefined => {
    if (outcome === undefined || isRefused(outcome)) return outcome;
    const { document } = outcome.value.hop;
    const refusal = recorded.refused.get(document);
    return refusal === undefined ? { value: standing(document) } : { refusal };
  });
  return { outcomes, kept: recorded.fresh };
}

async function judgeGroup(
  tx: Transaction,
  exchange: Exchange,
  submitted: readonly Submitted[],
): Promise<readonly (Judged | undefined)[]> {
  const at = tx.now.toISOString();
  const judged = withoutTwins(submitted.map((each) => judge(exchange, each, tx.now, at)));
  await meetOrgans(
    exchange.store,
    valuesOf(judged).flatMap(({ hop }) => [hop.sender, ...hop.recipients]),
  );
  return refuseUnknownTargets(tx, judged, submitted);
}

const valuesOf = (judged: readonly (Judged | undefined)[]) =>
  judged.flatMap((outcome) => (outcome === undefined || isRefused(outcome) ? [] : [outcome.value]));

function judge(exchange: Exchange, submitted: Submitted, now: Date, at: string): Judged {
  const accepted = accept(exchange.directory(), submitted, { at, today: vietnamDate(at) });
  return isRefused(accepted) ? accepted : verify(exchange, accepted.value, now);
}

/** Of two submissions under one identity in one group only the first stays. */
function withoutTwins(judged: readonly Judged[]): (Judged | undefined)[] {
  const seen = new Set<string>();
  return judged.map((outcome) => {
    if (isRefused(outcome)) return outcome;
    const { sender, documentId, operation, contentDigest } = outcome.value.hop;
    const identity = identityOf(sender, documentId, operation, contentDigest);
    if (seen.has(identity)) return undefined;
    seen.add(identity);
    return outcome;
  });
}

async function park(tx: Transaction, fresh: readonly Arrival[], at: string): Promise<void> {
  const parked = fresh.filter((arrival) => arrival.parked);
  await parkDocuments(
    tx,
    parked.map(({ place, hop }) => ({ place, document: hop.document, recipients: hop.recipients })),
    at,
  );
}

/** A receipt in which no new document stands is not needed: the standing documents have theirs. */
function receiptsOf(signed: readonly SignedAcceptance[], fresh: readonly Arrival[]) {
  const used = new Set(fresh.map(({ receipt }) => receipt?.id));
  return signed.map(({ row }) => row).filter(({ id }) => used.has(id));
}

function noteRefusals(judged: readonly (Judged | undefined)[], submitted: readonly Submitted[], effects: Effects) {
  for (const [index, outcome] of judged.entries()) {
    if (outcome === undefined || !isRefused(outcome) || !countedRefusals.test(outcome.refusal.code)) continue;
    const { place, agency } = submitted[index]!;
    const { code } = outcome.refusal;
    effects.refusals.push({ place, agency, code });
    effects.note(place, 'refused', [agency, code]);
  }
}

/** What a document is answered: as it was signed just now, or as it was answered when it first came. */
async function standingSubmissions(
  tx: Transaction,
  exchange: Exchange,
  signed: readonly SignedAcceptance[],
  repeated: ReadonlyMap<string, string>,
): Promise<(document: string) => Submission> {
  const known = new Map<string, Submission>();
  for (const { row, submissions } of signed) {
    const asked = [...submissions.keys()].flatMap((document) => repeated.get(document) ?? []);
    const before = await readAcceptances(tx, servedPlace(exchange, row.place), asked);
    for (const [document, submission] of [...submissions, ...before]) known.set(document, submission);
  }
  return (document) => {
    const submission = known.get(repeated.get(document) ?? document);
    if (submission === undefined) throw new Error(`document ${document} was committed but not found again`);
    return submission;
  };
}

/** The bytes stay at hand for recipients who fetch them soon, and for the scanner; the log names the document by the id it has at every place. */
function keepFresh(exchange: Exchange, fresh: readonly Arrival[]): void {
  for (const { place, hop, bytes, correlation } of fresh) {
    if (bytes !== undefined) exchange.packages.put(hop.packageDigest, bytes);
    const { document, sender, facts } = hop;
    exchange.log.info({ place, document, sender, correlation, verdict: facts.verdict }, 'accepted');
  }
  exchange.scanning?.line.add(
    fresh.map(({ place, hop }) => ({ place, document: hop.document, package: hop.packageDigest })),
  );
}
