/** Reads the fields of one element, in any order and by namespace; the first fault met becomes the package's refusal. */
import type { Refusal, RefusalCode } from '../refusals.js';
import { dateFromWire, timeFromWire } from '../wire-dates.js';
import type { XmlView } from '../xml/xml-tree.js';
import { edxmlNamespace } from '../xml/wire.js';

/** Remembers the first fault of a package; later ones often only follow from it. */
export class Reading {
  refusal: Refusal | undefined;

  note(code: RefusalCode, detail: string, where: string): void {
    this.refusal ??= { code, detail, where };
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
      this.reading.note('element-invalid', 'holds other elements where a text belongs', this.where(view.name));
    }
    return view.text.trim() || undefined;
  }

  texts(name: string): string[] {
    return this.views([name]).flatMap((view) => view.text.trim() || []);
  }

  /** A whole number; anything else is a fault. */
  integer(...names: readonly string[]): number | undefined {
    return this.parsed(names, 'a whole number', (text) => (/^-?\d{1,9}$/.test(text) ? Number(text) : undefined));
  }

  date(name: string): string | undefined {
    return this.parsed([name], 'a date yyyy/MM/dd', dateFromWire);
  }

  time(name: string): string | undefined {
    return this.parsed([name], 'a time yyyy/MM/dd HH:mm:ss', timeFromWire);
  }

  private parsed<T>(names: readonly string[], kind: string, parse: (text: string) => T | undefined): T | undefined {
    const text = this.text(...names);
    if (text === undefined) return undefined;
    const value = parse(text);
    if (value === undefined) {
      this.reading.note(
        'element-invalid',
        `${JSON.stringify(text.slice(0, 40))} is not ${kind}`,
        this.where(names[0] ?? ''),
      );
    }
    return value;
  }

  private view(names: readonly string[]): XmlView | undefined {
    let found: XmlView | undefined;
    for (const child of this.element?.children ?? []) {
      if (!isNamed(child, names)) continue;
      if (found !== undefined) this.reading.note('element-invalid', 'stands here twice', this.where(child.name));
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

function isNamed({ name, namespace }: XmlView, names: readonly string[]): boolean {
  return names.includes(name) && namespace === edxmlNamespace;
}

/** The object only if one of its fields has a value. */
export function unlessEmpty<T extends object>(object: T): T | undefined {
  return Object.values(object).some((value) => value !== undefined) ? object : undefined;
}

/** The list only if it holds something. */
export function listed<T>(items: readonly T[]): readonly T[] | undefined {
  return items.length > 0 ? items : undefined;
}
