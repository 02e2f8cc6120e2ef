/** What clients submit at one place, taken in group by group: judged in memory, written in one transaction, answered after its COMMIT. */
import { isRefused, type Outcome, type Refusal, type Submission } from '@lienthong/edxml';
import { keepReceipts, officialTime, parkDocuments } from '@lienthong/store';
import { readAcceptances, signAcceptance } from './acceptance.js';
import { servedPlace, type Exchange } from './exchange.js';
import { documentsTravel } from './journey.js';
import { accept, type Submitted } from './steps/accept.js';
import { vietnamDate } from './steps/account.js';
import type { Arrival } from './steps/arrival.js';
import { Effects } from './steps/effects.js';
import { verify } from './steps/verify.js';

type Judged = Outcome<Omit<Arrival, 'receipt'>>;

/** Attempts that an administrator wants to see: somebody sent a document whose signature does not hold. */
const countedRefusals = /^(signature|certificate|algorithm|revocation)-/;

/** An outcome per submission, in the order given. */
export async function takeSubmissions(
  exchange: Exchange,
  place: string,
  submitted: readonly Submitted[],
): Promise<Outcome<Submission>[]> {
  const { now, rehearsal } = await officialTime(exchange.store);
  const at = now.toISOString();
  const judged = submitted.map((each): Judged => {
    const accepted = accept(exchange.directory(), place, each, { at, today: vietnamDate(at) });
    return isRefused(accepted) ? accepted : verify(exchange, accepted.value, now);
  });
  const { first, later } = splitTwins(judged);
  const answers = await write(exchange, place, { judged: first, submitted, at, rehearsal });
  for (const index of later) [answers[index]] = await takeSubmissions(exchange, place, [submitted[index]!]);
  return answers as Outcome<Submission>[];
}

/** Two submissions under one identity in one group: the second waits until the first is committed. */
function splitTwins(judged: readonly Judged[]): { first: (Judged | undefined)[]; later: number[] } {
  const seen = new Set<string>();
  const later: number[] = [];
  const first = judged.map((outcome, index) => {
    if (isRefused(outcome)) return outcome;
    const { sender, documentId, operation } = outcome.value.hop;
    const identity = `${sender}\n${documentId}\n${operation}`;
    if (!seen.has(identity)) {
      seen.add(identity);
      return outcome;
    }
    later.push(index);
    return undefined;
  });
  return { first, later };
}

interface Group {
  readonly judged: readonly (Judged | undefined)[];
  readonly submitted: readonly Submitted[];
  readonly at: string;
  readonly rehearsal: boolean;
}

async function write(exchange: Exchange, place: string, group: Group): Promise<(Outcome<Submission> | undefined)[]> {
  const values = group.judged.flatMap((outcome) =>
    outcome === undefined || isRefused(outcome) ? [] : [outcome.value],
  );
  const refusals = countRefusals(group);
  const standing = new Map<string, string>();
  const refused = new Map<string, Refusal>();
  if (values.length > 0 || refusals.length > 0) {
    const signed = await signAcceptance(servedPlace(exchange, place), values, group);
    await exchange.store.transaction(async (tx) => {
      const effects = new Effects(group.at);
      const recorded = await documentsTravel(tx, exchange, signed.arrivals, effects);
      const parked = recorded.fresh.filter((arrival) => arrival.parked);
      await parkDocuments(
        tx,
        place,
        parked.map(({ hop }) => ({ document: hop.document, recipients: hop.recipients })),
        group.at,
      );
      if (recorded.fresh.length > 0) await keepReceipts(tx, [signed.row]);
      for (const refusal of refusals) {
        effects.refusals.push({ place, ...refusal });
        effects.note(place, 'refused', [refusal.agency, refusal.code]);
      }
      await effects.write(tx, exchange);
      standing.clear();
      for (const { hop } of recorded.fresh) standing.set(hop.document, hop.document);
      for (const [asked, stands] of recorded.repeated) standing.set(asked, stands);
      for (const [asked, refusal] of recorded.refused) refused.set(asked, refusal);
    });
    keepFresh(exchange, place, values, standing);
  }
  return answer(exchange, place, group, standing, refused);
}

/** The bytes stay at hand for recipients who fetch them soon; the log names the document by the id it has at every place. */
function keepFresh(
  exchange: Exchange,
  place: string,
  values: readonly Omit<Arrival, 'receipt'>[],
  standing: ReadonlyMap<string, string>,
): void {
  for (const { hop, bytes, correlation } of values) {
    if (bytes === undefined || standing.get(hop.document) !== hop.document) continue;
    exchange.packages.put(hop.packageDigest, bytes);
    const { document, sender, facts } = hop;
    exchange.log.info({ place, document, sender, correlation, verdict: facts.verdict }, 'accepted');
  }
}

function countRefusals({ judged, submitted }: Group): { agency: string; code: string }[] {
  return judged.flatMap((outcome, index) =>
    outcome !== undefined && isRefused(outcome) && countedRefusals.test(outcome.refusal.code)
      ? [{ agency: submitted[index]!.agency, code: outcome.refusal.code }]
      : [],
  );
}

async function answer(
  exchange: Exchange,
  place: string,
  group: Group,
  standing: ReadonlyMap<string, string>,
  refused: ReadonlyMap<string, Refusal>,
): Promise<(Outcome<Submission> | undefined)[]> {
  const submissions = await readAcceptances(exchange.store, servedPlace(exchange, place), [...standing.values()]);
  return group.judged.map((outcome) => {
    if (outcome === undefined || isRefused(outcome)) return outcome;
    const { document } = outcome.value.hop;
    const refusal = refused.get(document);
    if (refusal !== undefined) return { refusal };
    const submission = submissions.get(standing.get(document) ?? '');
    if (submission === undefined) throw new Error(`document ${document} was committed but not found again`);
    return { value: submission };
  });
}
