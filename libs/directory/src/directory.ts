/** Who there is and the way to them: agencies, places, and the next hop towards an agency. */

import { parentCode } from './codes.js';

/** A point of the exchange. `parent` is the place above it in the tree, null for the top; `queue` is where its batches go. */
export interface Place {
  readonly code: string;
  readonly name: string;
  readonly parent: string | null;
  readonly queue: string;
}

export type AgencyTier = 'province' | 'department' | 'district' | 'commune' | 'ministry' | 'party';

export interface Agency {
  /** New form (Decision 20/2020). */
  readonly code: string;
  /** Old form (QCVN 102:2016), 13 characters; the new code again where there is no old form of it. */
  readonly oldCode: string;
  readonly name: string;
  readonly tier: AgencyTier;
  /** Hub code of the place where it has its inbox. */
  readonly place: string;
  /** Code of the agency above it. */
  readonly parent?: string;
  /** First and last day on which it acts, `yyyy-MM-dd`; without them it always did and does. */
  readonly validFrom?: string;
  readonly validTo?: string;
  /** Code of the agency that goes on with its work after `validTo`. */
  readonly successor?: string;
  /** Other codes under which messages name it; a code of its own that an agency has goes before. */
  readonly aliases?: readonly string[];
}

export type AgencyState = 'active' | 'not-yet' | 'ended';

/** An agency that a message names by some code, on some day. */
export interface FoundAgency {
  readonly agency: Agency;
  readonly by: 'code' | 'old-code' | 'alias';
  readonly state: AgencyState;
  /** Of one that has ended: who goes on with its work on that day, over as many mergers as there were. */
  readonly successor?: Agency;
}

/** Of an agency on a day (`yyyy-MM-dd`). */
export function stateOn({ validFrom, validTo }: Agency, day: string): AgencyState {
  if (validFrom !== undefined && day < validFrom) return 'not-yet';
  return validTo !== undefined && day > validTo ? 'ended' : 'active';
}

/** Look-ups by code in constant time. Make a new one when the rows change: it never changes itself. */
export class Directory {
  private readonly agencyByCode = new Map<string, Agency>();
  private readonly placeByCode = new Map<string, Place>();
  /** Every agency by either code, deleted ones too: what is on its way back still finds them. */
  private readonly knownByCode = new Map<string, Agency>();
  private readonly codesByPlace = new Map<string, string[]>();
  /** Of those that are there, made when they are asked for. */
  private children: ReadonlyMap<Agency | undefined, readonly Agency[]> | undefined;
  private residents: ReadonlyMap<string, readonly Agency[]> | undefined;
  /** The way from the top down to each place, itself last. */
  private readonly ways = new Map<string, readonly string[]>();

  /** @throws when a place's parent is not a place, or places stand above each other in a ring. */
  constructor(
    readonly places: readonly Place[],
    readonly agencies: readonly Agency[],
    deleted: readonly Agency[] = [],
  ) {
    for (const place of places) this.placeByCode.set(place.code, place);
    for (const place of places) this.wayTo(place, 0);
    // One pass each: an alias never hides an old code, and an old code never a new one.
    for (const agency of agencies) for (const alias of agency.aliases ?? []) this.agencyByCode.set(alias, agency);
    for (const agency of agencies) this.agencyByCode.set(agency.oldCode, agency);
    for (const agency of agencies) this.agencyByCode.set(agency.code, agency);
    for (const place of places) this.codesByPlace.set(place.code, []);
    const known = [...deleted, ...agencies];
    for (const { code, place } of known) this.codesByPlace.get(place)?.push(code);
    for (const agency of known) this.knownByCode.set(agency.oldCode, agency);
    for (const agency of known) this.knownByCode.set(agency.code, agency);
  }

  /** An agency by either form of its code, or by an alias; a deleted one is none any more. */
  agency(code: string): Agency | undefined {
    return this.agencyByCode.get(code);
  }

  /** The same on a day (`yyyy-MM-dd`), with what became of it: one that was deleted has ended. Undefined when nobody has, or had, this code. */
  find(code: string, day: string): FoundAgency | undefined {
    const live = this.agencyByCode.get(code);
    const agency = live ?? this.knownByCode.get(code);
    if (agency === undefined) return undefined;
    const by = agency.code === code ? 'code' : agency.oldCode === code ? 'old-code' : 'alias';
    const state = live === undefined ? 'ended' : stateOn(agency, day);
    const successor = state === 'ended' ? this.successorOf(agency, day) : undefined;
    return { agency, by, state, ...(successor && { successor }) };
  }

  /** The agencies above it, the highest first: by the parents that they name, else by the levels of the code. */
  above(code: string): Agency[] {
    const way: Agency[] = [];
    for (let next = this.parentOf(this.agency(code)); next && !way.includes(next); next = this.parentOf(next)) {
      way.unshift(next);
    }
    return way;
  }

  /** The agencies directly below it. The first question looks at all of them: for pages and pickers. */
  below(code: string): readonly Agency[] {
    this.children ??= groupBy(this.agencies, (agency) => this.parentOf(agency));
    const above = this.agency(code);
    return (above && this.children.get(above)) ?? [];
  }

  /** The agencies that live at a place; as {@link below}. */
  agenciesAt(place: string): readonly Agency[] {
    this.residents ??= groupBy(this.agencies, (agency) => agency.place);
    return this.residents.get(place) ?? [];
  }

  private parentOf(agency: Agency | undefined): Agency | undefined {
    const parent = agency && (agency.parent ?? parentCode(agency.code));
    return parent === undefined ? undefined : this.agency(parent);
  }

  private successorOf(agency: Agency, day: string): Agency | undefined {
    const seen = new Set([agency]);
    let next = agency.successor === undefined ? undefined : this.agency(agency.successor);
    while (next !== undefined && stateOn(next, day) === 'ended') {
      if (seen.has(next) || next.successor === undefined) return undefined;
      seen.add(next);
      next = this.agency(next.successor);
    }
    return next;
  }

  /** Whether this is the code of an agency, deleted ones included, and not the old form of one: so the store writes it. */
  isCode(code: string): boolean {
    return this.knownByCode.get(code)?.code === code;
  }

  /** Hub code of the place where an agency lives, or lived until it was deleted. */
  homeOf(code: string): string | undefined {
    return this.knownByCode.get(code)?.place;
  }

  /** Codes of the agencies that live, or lived, at a place. */
  codesAt(place: string): readonly string[] {
    return this.codesByPlace.get(place) ?? [];
  }

  place(code: string): Place | undefined {
    return this.placeByCode.get(code);
  }

  /** Every open edge, once in each direction. */
  edges(): [place: string, neighbour: string][] {
    return this.places.flatMap(({ code, parent }): [string, string][] =>
      parent === null
        ? []
        : [
            [code, parent],
            [parent, code],
          ],
    );
  }

  /** `here` when the agency lives at place `at`, else the neighbour to send to; undefined when there is no agency or no way. */
  nextHop(at: string, agencyCode: string): string | undefined {
    const home = this.homeOf(agencyCode);
    return home === undefined ? undefined : this.nextPlace(at, home);
  }

  /** The same towards a place. */
  nextPlace(at: string, target: string): string | undefined {
    const [from, to] = [this.ways.get(at), this.ways.get(target)];
    if (!from || !to || from[0] !== to[0]) return undefined;
    if (at === target) return 'here';
    // Below `at`: one step down towards it. Anywhere else: up.
    return to[from.length - 1] === at ? to[from.length] : from[from.length - 2];
  }

  private wayTo(place: Place, steps: number): readonly string[] {
    const known = this.ways.get(place.code);
    if (known) return known;
    if (steps > this.places.length) throw new Error(`place ${place.code} stands above itself`);
    const above = place.parent === null ? undefined : this.placeByCode.get(place.parent);
    if (place.parent !== null && !above) throw new Error(`place ${place.code} has the unknown parent ${place.parent}`);
    const way = above ? [...this.wayTo(above, steps + 1), place.code] : [place.code];
    this.ways.set(place.code, way);
    return way;
  }
}

function groupBy<Key>(
  agencies: readonly Agency[],
  keyOf: (agency: Agency) => Key,
): ReadonlyMap<Key, readonly Agency[]> {
  const groups = new Map<Key, Agency[]>();
  for (const agency of agencies) {
    const key = keyOf(agency);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [agency]);
    else group.push(agency);
  }
  return groups;
}
