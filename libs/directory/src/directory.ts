/** Who there is and the way to them: agencies, places, and the next hop towards an agency. */

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
}

/** Look-ups by code in constant time. Make a new one when the rows change: it never changes itself. */
export class Directory {
  private readonly agencyByCode = new Map<string, Agency>();
  private readonly placeByCode = new Map<string, Place>();
  /** The way from the top down to each place, itself last. */
  private readonly ways = new Map<string, readonly string[]>();

  /** @throws when a place's parent is not a place, or places stand above each other in a ring. */
  constructor(
    readonly places: readonly Place[],
    readonly agencies: readonly Agency[],
  ) {
    for (const place of places) this.placeByCode.set(place.code, place);
    for (const place of places) this.wayTo(place, 0);
    // Two passes: an old code never hides a new one.
    for (const agency of agencies) this.agencyByCode.set(agency.oldCode, agency);
    for (const agency of agencies) this.agencyByCode.set(agency.code, agency);
  }

  /** An agency by either form of its code. */
  agency(code: string): Agency | undefined {
    return this.agencyByCode.get(code);
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
    const home = this.agencyByCode.get(agencyCode)?.place;
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
