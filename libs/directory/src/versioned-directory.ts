/** The directory with the order of its changes: what a copy has missed that stands at some version. */
import { codesOf, Directory, stateOn, type Agency, type Place } from './directory.js';

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
  private constructor(
    readonly id: string,
    readonly version: number,
    readonly directory: Directory,
    /** By version and code, each agency once: a change takes it to the end. */
    private readonly entries: readonly KnownAgency[],
  ) {}

  /** From everything that there is. */
  static of({ id, version, places, agencies: entries }: DirectoryNews): VersionedDirectory {
    const directory = new Directory(places, agenciesOf(entries, false).sort(byCode), agenciesOf(entries, true));
    return new VersionedDirectory(id, version, directory, entries.toSorted(byVersion));
  }

  /** With what was changed after a version that this one has reached; changes that it has already do no harm. */
  with({ version, places, agencies: news }: DirectoryNews): VersionedDirectory {
    const changed = new Set(news.map(({ agency }) => agency.code));
    const [before, others]: [KnownAgency[], KnownAgency[]] = [[], []];
    for (const entry of this.entries) (changed.has(entry.agency.code) ? before : others).push(entry);
    const touched = new Set([...before, ...news].flatMap(({ agency }) => codesOf(agency)));
    const { directory: earlier } = this;
    const joined = (some: readonly Agency[], deleted: boolean) =>
      some.filter(({ code }) => !changed.has(code)).concat(agenciesOf(news, deleted));
    const agencies = joined(earlier.agencies, false).sort(byCode);
    const directory = new Directory(places, agencies, joined(earlier.deleted, true), { directory: earlier, touched });
    return new VersionedDirectory(this.id, version, directory, others.concat(news.toSorted(byVersion)));
  }

  /** Whether this directory has ever been there. */
  knows({ since, version }: CopyPosition): boolean {
    return since <= version && version <= this.version;
  }

  /**
   * What happened after a position, in the order of the changes. Removals are told to an empty copy as well: it may have been given the
   * agency on an earlier page. `today` (`yyyy-MM-dd`) decides what has ended.
   */
  changesAfter(position: CopyPosition, limit: number, today: string): ChangePage {
    const first = this.firstAfter(position);
    const found = this.entries.slice(first, first + limit);
    const at = first + found.length;
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

const agenciesOf = (entries: readonly KnownAgency[], deleted: boolean): Agency[] =>
  entries.filter((entry) => entry.deleted === deleted).map(({ agency }) => agency);

const byCode = (one: Agency, other: Agency): number => (one.code < other.code ? -1 : 1);

function describe({ agency, added, deleted }: KnownAgency, since: number, today: string): AgencyChange {
  if (deleted) return { change: 'removed', agency };
  if (stateOn(agency, today) === 'ended') return { change: 'ended', agency };
  return { change: added > since ? 'added' : 'changed', agency };
}

function byVersion(one: KnownAgency, other: KnownAgency): number {
  return one.version - other.version || byCode(one.agency, other.agency);
}
