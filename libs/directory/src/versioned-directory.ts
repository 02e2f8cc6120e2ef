/** The directory with the order of its changes: what a copy has missed that stands at some version. */
import { Directory, stateOn, type Agency, type Place } from './directory.js';

/** An agency with the versions of the directory in which it came and was changed last. A deleted one is known still. */
export interface KnownAgency {
  readonly agency: Agency;
  readonly added: number;
  readonly version: number;
  readonly deleted: boolean;
}

/** Where a copy stands: it has all changes up to the agency `code` of `version`. `since` is the version with which it began to read. */
export interface CopyPosition {
  readonly since: number;
  readonly version: number;
  readonly code: string;
}

/** A copy drops what was `removed` and puts in everything else; `ended` is over by its last day, and stands in the list still. */
export interface AgencyChange {
  readonly change: 'added' | 'changed' | 'ended' | 'removed';
  readonly agency: Agency;
}

export interface ChangePage {
  readonly items: readonly AgencyChange[];
  readonly next: CopyPosition;
  readonly more: boolean;
}

/** Whole state or later changes, as the store gives them: `id` names the directory, which is another in another store. */
export interface DirectoryNews {
  readonly id: string;
  readonly version: number;
  readonly places: readonly Place[];
  readonly agencies: readonly KnownAgency[];
}

export const emptyCopy: CopyPosition = { since: 0, version: 0, code: '' };
/** Behind every code. */
const lastCode = '~';

/** Never changes itself, as the {@link Directory} in it. */
export class VersionedDirectory {
  readonly directory: Directory;

  private constructor(
    readonly id: string,
    readonly version: number,
    places: readonly Place[],
    /** By version and code, each agency once: a change takes it to the end. */
    private readonly entries: readonly KnownAgency[],
  ) {
    const agencies = (deleted: boolean) =>
      entries.filter((entry) => entry.deleted === deleted).map(({ agency }) => agency);
    const byCode = (one: Agency, other: Agency) => (one.code < other.code ? -1 : 1);
    this.directory = new Directory(places, agencies(false).sort(byCode), agencies(true));
  }

  /** From everything that there is. */
  static of({ id, version, places, agencies }: DirectoryNews): VersionedDirectory {
    return new VersionedDirectory(id, version, places, agencies.toSorted(byVersion));
  }

  /** With what was changed after a version that this one has reached; changes that it has already do no harm. */
  with({ version, places, agencies }: DirectoryNews): VersionedDirectory {
    const changed = new Set(agencies.map(({ agency }) => agency.code));
    const others = this.entries.filter(({ agency }) => !changed.has(agency.code));
    return new VersionedDirectory(this.id, version, places, [...others, ...agencies.toSorted(byVersion)]);
  }

  /** Whether a copy can stand there; undefined when this directory has never been in that version. */
  knows({ since, version }: CopyPosition): boolean {
    return since <= version && version <= this.version;
  }

  /** What happened after a position, in the order of the changes. `today` (`yyyy-MM-dd`) decides what has ended. */
  changesAfter(position: CopyPosition, limit: number, today: string): ChangePage {
    let at = this.firstAfter(position);
    const found: KnownAgency[] = [];
    for (; at < this.entries.length && found.length < limit; at++) {
      const entry = this.entries[at]!;
      // An empty copy has nothing to drop.
      if (position.since > 0 || !entry.deleted) found.push(entry);
    }
    const last = this.entries[at - 1];
    const isWhole = at >= this.entries.length || last === undefined;
    const next = isWhole
      ? { since: this.version, version: this.version, code: lastCode }
      : { since: position.since, version: last.version, code: last.agency.code };
    return { items: found.map((entry) => describe(entry, position.since, today)), next, more: !isWhole };
  }

  private firstAfter(position: CopyPosition): number {
    let [low, high] = [0, this.entries.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      const { version, agency } = this.entries[middle]!;
      if (version < position.version || (version === position.version && agency.code <= position.code))
        low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

function describe({ agency, added, deleted }: KnownAgency, since: number, today: string): AgencyChange {
  if (deleted) return { change: 'removed', agency };
  if (stateOn(agency, today) === 'ended') return { change: 'ended', agency };
  return { change: added > since ? 'added' : 'changed', agency };
}

function byVersion(one: KnownAgency, other: KnownAgency): number {
  return one.version - other.version || (one.agency.code < other.agency.code ? -1 : 1);
}
