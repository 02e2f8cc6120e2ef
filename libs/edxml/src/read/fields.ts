/** Reads the fields of one element, in any order and by namespace; the first fault met becomes the package's refusal. */
import { faults, refusalOf, type Fault, type TextKind } from '../judge/faults.js';
import type { Refusal } from '../refusals.js';
import { dateFromWire, timeFromWire } from '../wire-dates.js';
import type { XmlView } from '../xml/xml-tree.js';
import { edxmlNamespace } from '../xml/wire.js';

/** Enough for a person; a message can be made to have one for every element. */
export const mostFaults = 200;

/** Remembers the faults of a package. The first is its refusal; later ones often only follow from it. */
export class Reading {
  readonly faults: Fault[] = [];

  note(fault: Fault, line?: number): void {
    if (this.faults.length < mostFaults) this.faults.push(line === undefined ? fault : { ...fault, line });
  }

  get refusal(): Refusal | undefined {
    const [first] = this.faults;
    return first && refusalOf(first);
  }
}

/** One element of the standard's namespace, absent ones included: every field of an absent element is absent. */
export class Fields {
  constructor(
    readonly reading: Reading,
    readonly element: XmlView | undefined,
    readonly path: string,
  ) {}

  get isPresent(): boolean {
    return this.element !== undefined;
  }

  many(...names: readonly string[]): Fields[] {
    return this.views(names).map((view) => new Fields(this.reading, view, this.where(view.name)));
  }

  /** The one child of this name (or of a tolerated other spelling); a second one is a fault. */
  one(...names: readonly string[]): Fields {
    return new Fields(this.reading, this.view(names), this.where(names[0] ?? ''));
  }

  /** Text without the white space around it; undefined when absent or empty. */
  text(...names: readonly string[]): string | undefined {
    const view = this.view(names);
    if (view === undefined) return undefined;
    if (view.children.length > 0) {
      this.reading.note(faults.elementsInText(this.where(view.name)), view.line);
    }
    return view.text.trim() || undefined;
  }

  attribute(name: string): string | undefined {
    return this.element?.attributes?.find((one) => one.name === name)?.value.trim() || undefined;
  }

  texts(name: string): string[] {
    return this.views([name]).flatMap((view) => view.text.trim() || []);
  }

  /** A whole number that has to be there; {@link unread} where it is not. */
  required(name: string): number {
    const faultsBefore = this.reading.faults.length;
    const value = this.integer(name);
    if (value === undefined && this.reading.faults.length === faultsBefore) {
      this.reading.note(faults.missing(this.where(name)), this.element?.line);
    }
    return value ?? unread;
  }

  /** A whole number; anything else is a fault. */
  integer(...names: readonly string[]): number | undefined {
    return this.parsed(names, 'number', (text) => (/^-?\d{1,9}$/.test(text) ? Number(text) : undefined));
  }

  truth(name: string): boolean | undefined {
    return this.parsed([name], 'truth', (text) => truths[text.toLowerCase()]);
  }

  date(name: string): string | undefined {
    return this.parsed([name], 'date', dateFromWire);
  }

  time(name: string): string | undefined {
    return this.parsed([name], 'time', timeFromWire);
  }

  private parsed<T>(names: readonly string[], kind: TextKind, parse: (text: string) => T | undefined): T | undefined {
    const text = this.text(...names);
    if (text === undefined) return undefined;
    const value = parse(text);
    if (value === undefined) this.reading.note(faults.notA(this.where(names[0] ?? ''), text, kind));
    return value;
  }

  private view(names: readonly string[]): XmlView | undefined {
    let found: XmlView | undefined;
    for (const child of this.element?.children ?? []) {
      if (!isNamed(child, names)) continue;
      if (found !== undefined) this.reading.note(faults.repeatedElement(this.where(child.name)), child.line);
      found ??= child;
    }
    return found;
  }

  private views(names: readonly string[]): XmlView[] {
    return (this.element?.children ?? []).filter((child) => isNamed(child, names));
  }

  private where(name: string): string {
    return this.path === '' ? name : `${this.path}.${name}`;
  }
}

const truths: Readonly<Record<string, boolean>> = { true: true, false: false, '1': true, '0': false };

function isNamed({ name, namespace }: XmlView, names: readonly string[]): boolean {
  return (name === names[0] || (names.length > 1 && names.includes(name))) && namespace === edxmlNamespace;
}

/** Stands for a number that is not there or is none: the fault is noted, and nothing else is to be said of it. */
export const unread = Number.NaN;

/** The object only if one of its fields has a value. */
export function unlessEmpty<T extends object>(object: T): T | undefined {
  return Object.values(object).some((value) => value !== undefined) ? object : undefined;
}

/** The list only if it holds something. */
export function listed<T>(items: readonly T[]): readonly T[] | undefined {
  return items.length > 0 ? items : undefined;
}
