/** From scenario, seed and number of documents to the exact list of documents of every working day. */
import { makeNation } from '../nation/nation.js';
import type { Agency } from '@lienthong/directory';
import { workingDays } from '../scenario/calendar.js';
import type { Flaw, Scenario } from '../scenario/scenario.js';
import { apportion, deal, rankedBy } from './apportion.js';
import { draw, drawIndex } from './draw.js';
import { dealOutside, dealSizes, fanOutSizes } from './fan-out.js';
import type { Plan, PlannedDocument } from './planned-document.js';
import { AddressBook } from './recipients.js';
import { leadersOf, shareOut, type Share } from './senders.js';

/** A document while it is being planned; `name` is what is drawn from before it has its number. */
interface Draft {
  readonly name: string;
  readonly sender: Agency;
  readonly signed: boolean;
  /** Place within the sender's half-year, 0 to 1: documents of one sender are spread evenly. */
  readonly position: number;
}

export function makePlan(scenario: Scenario, seed: number, documents: number): Plan {
  const nation = makeNation(scenario);
  const days = workingDays(scenario.period, scenario.closedDays);
  const drafts = shareOut(scenario, nation.agencies, documents).flatMap((share) => draftsOf(share, seed));
  const book = new AddressBook(scenario, nation, seed);
  const chosen = choices(scenario, seed, drafts);
  const fan = recipientCounts(scenario, seed, drafts, book.insideLimit);
  const leaders = leadersOf(scenario, nation.agencies);
  const planned = inOfficialTime(seed, drafts, days.length, chosen.hours).map(
    ({ draft, day, hour, minute, number }, index) => {
      const { sender, signed, name } = draft;
      const flaw = chosen.flaws.get(draft);
      return {
        ...{ index, sender, number, day, hour, minute, signed },
        /* A good second signature would hide the flaw of the first. */
        leader: signed && flaw === undefined && leaders.has(sender.code),
        kind: chosen.kinds.get(draft) ?? missing(name),
        urgency: chosen.urgencies.get(draft)?.urgency ?? 0,
        paragraphs: chosen.sizes.get(draft)?.paragraphs ?? 1,
        recipients: book.recipients(sender, name, fan.sizes.get(draft) ?? 1, fan.outside.get(draft) ?? 0),
        ...(flaw && { flaw }),
      };
    },
  );
  return { scenario, seed, nation, days, documents: planned satisfies PlannedDocument[] };
}

function draftsOf({ agency, documents, signed }: Share, seed: number): Draft[] {
  const shift = draw(seed, agency.code, 'position');
  const phase = draw(seed, agency.code, 'signed');
  return Array.from({ length: documents }, (_, at) => ({
    name: `${agency.code}#${at}`,
    sender: agency,
    signed: Math.floor(((at + 1) * signed) / documents + phase) > Math.floor((at * signed) / documents + phase),
    position: (at + shift) / documents,
  }));
}

/** Kind, urgency, size, hour and flaw of every document: exact shares of the whole run, dealt by the rank of a draw. */
function choices(scenario: Scenario, seed: number, drafts: readonly Draft[]) {
  const by = (what: string) => (draft: Draft) => draw(seed, draft.name, what);
  const shareOf = (choice: { readonly share: number }): number => choice.share;
  return {
    kinds: deal(drafts, scenario.kinds, shareOf, by('kind')),
    urgencies: deal(drafts, scenario.urgency, shareOf, by('urgency')),
    sizes: deal(drafts, scenario.sizes, shareOf, by('size')),
    hours: deal(drafts, scenario.hours, shareOf, by('hour')),
    flaws: flawsOf(scenario, drafts, by('flaw')),
  };
}

/** Flaws fall on signed documents of the agencies that plant them; their shares are of all signed documents. */
function flawsOf(scenario: Scenario, drafts: readonly Draft[], drawOf: (draft: Draft) => number): Map<Draft, Flaw> {
  const signed = drafts.filter((draft) => draft.signed).length;
  const planters = new Set(scenario.flawsPlantedBy);
  const ranked = rankedBy(
    drafts.filter(({ signed, sender }) => signed && planters.has(sender.code)),
    drawOf,
  );
  const flaws = new Map<Draft, Flaw>();
  for (const { flaw, share } of scenario.flaws) {
    const count = Math.round(share * signed);
    if (count > ranked.length) throw new Error(`flawsPlantedBy: these agencies sign too few documents for "${flaw}"`);
    for (const draft of ranked.splice(0, count)) flaws.set(draft, flaw);
  }
  return flaws;
}

function recipientCounts(scenario: Scenario, seed: number, drafts: readonly Draft[], insideLimit: number) {
  const { fanOut, leaving } = scenario;
  const small = { isSmall: ({ sender }: Draft) => sender.tier === 'commune', upTo: fanOut.communesUpTo };
  const sizes = dealSizes(drafts, fanOutSizes(drafts.length, fanOut, insideLimit), small, ({ name }) =>
    draw(seed, name, 'size of the To list'),
  );
  const slots = drafts.flatMap((document) => {
    const size = sizes.get(document) ?? 1;
    if (size > leaving.documentsUpTo) return [];
    return Array.from({ length: size }, (_, at) => ({ document, drawn: draw(seed, document.name, 'leaves', at) }));
  });
  const deliveries = [...sizes.values()].reduce((sum, size) => sum + size, 0);
  return { sizes, outside: dealOutside(slots, Math.round(deliveries * leaving.share)) };
}

/** Days by position, so that each has its exact share; hours by the curve; numbers in the order of each sender's time. */
function inOfficialTime(
  seed: number,
  drafts: readonly Draft[],
  days: number,
  hours: Map<Draft, { readonly hour: number }>,
) {
  const ranked = rankedBy(drafts, ({ position }) => position);
  const perDay = apportion(
    drafts.length,
    Array.from({ length: days }, () => 1),
  );
  const dayOf = perDay.flatMap((count, day) => Array.from({ length: count }, () => day));
  const timed = ranked.map((draft, index) => ({
    draft,
    day: dayOf[index] ?? 0,
    hour: hours.get(draft)?.hour ?? 8,
    minute: drawIndex(60, seed, draft.name, 'minute'),
  }));
  timed.sort(
    (a, b) => a.day - b.day || a.hour - b.hour || a.minute - b.minute || (a.draft.name < b.draft.name ? -1 : 1),
  );
  const numbers = new Map<string, number>();
  return timed.map((entry) => {
    const number = (numbers.get(entry.draft.sender.code) ?? 0) + 1;
    numbers.set(entry.draft.sender.code, number);
    return { ...entry, number };
  });
}

function missing(name: string): never {
  throw new Error(`nothing was dealt to ${name}`);
}
