/** JSON values from the schemas of a description: sound ones, and the same with something in them that nobody should send. */
import { nasty, pick, type Chance } from './hostile-parts.js';

/** A JSON Schema as the description has it. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Schema[];
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly format?: string;
}

/** What is known to be there, by the name of the field or parameter that names it. */
export type Known = Readonly<Record<string, readonly unknown[]>>;

/** Resolves names of shared schemas. */
export type Components = Readonly<Record<string, Schema>>;

const soundByFormat: Readonly<Record<string, string>> = {
  'date-time': '2020-03-02T08:30:00+07:00',
  date: '2020-03-02',
  uuid: '018e4a00-0000-7000-8000-000000000000',
};

export class Values {
  constructor(
    private readonly components: Components,
    private readonly known: Known,
  ) {}

  /** Something that fits, known to be there where the name says what it is. */
  sound(schema: Schema, name: string, chance: Chance): unknown {
    const inner = (what: Schema, of: string) => this.sound(what, of, (word) => chance(`${of} ${word}`));
    if (schema.$ref !== undefined) return inner(this.components[schema.$ref.split('/').at(-1)!]!, name);
    if (schema.const !== undefined) return schema.const;
    if (schema.enum !== undefined) return pick(schema.enum, chance('enum'));
    if (schema.anyOf !== undefined) return inner(pick(schema.anyOf, chance('any')), name);
    if (schema.type === 'array') return [inner(schema.items ?? {}, name)];
    if (schema.type === 'object') return this.soundObject(schema, chance);
    const isNumber = schema.type === 'integer';
    const known = (this.known[name] ?? []).filter((one) => (typeof one === 'number') === isNumber);
    if (known.length > 0 && chance('known') < 0.9) return pick(known, chance('which'));
    if (isNumber) return (schema.minimum ?? 0) + Math.floor(chance('number') * 3);
    if (schema.type === 'boolean') return chance('boolean') < 0.5;
    return soundByFormat[schema.format ?? ''] ?? 'Văn thư';
  }

  private soundObject({ properties = {}, required = [] }: Schema, chance: Chance): object {
    const names = Object.keys(properties).filter((name) => required.includes(name) || chance(`has ${name}`) < 0.4);
    return Object.fromEntries(
      names.map((name) => [name, this.sound(properties[name]!, name, (word) => chance(`${name} ${word}`))]),
    );
  }
}

const cursorOf = (text: string): string => Buffer.from(text).toString('base64url');

/** Cursors of every list, and what only looks like one. */
export const oddCursors = [
  ...['0.0', '1.1', '99999999999999999999.0', '18446744073709551615.9223372036854775807', '0.9999999999999999999'].map(
    cursorOf,
  ),
  ...['18446744073709551616.1', '-1.-1', '1.1\n', '1e3.5', '٣.٤', '1.1;--', '01.0000000000000000001'].map(cursorOf),
  ...[
    '=',
    '!!!',
    'a',
    '999999999999999999',
    'ffffffff-ffff-ffff-ffff-ffffffffffff',
    '00000000-0000-0000-0000-00000000000g',
  ],
];

export const oddTexts = [
  ...nasty,
  ...[
    '\u0000',
    'a\u0000b',
    '\ud800',
    '\udc00\ud800',
    '\u202egnp.exe',
    'Ủy\u0302',
    '\u2028',
    '\r\nX-Evil: 1',
    '😀'.repeat(300),
  ],
  ...[
    '0000-01-01T00:00:00Z',
    '9999-12-31T23:59:59Z',
    '2020-03-02T08:00:00.123456789+23:59',
    '0001-01-01T00:00:00+23:59',
  ],
  ...['0000-02-29', '9999-12-31', '2020-03', '9999-12', '0000-01', '2019-13', '%', '_', '\\', '$1', ...oddCursors],
];

const odd: readonly unknown[] = [
  ...[null, true, false, 0, -1, 0.5, 32_768, 2_147_483_648, 2 ** 53, 1e21, -0, [], {}, [[]], [null], { $gt: '' }],
  ...[
    { toString: null },
    { length: 1e9 },
    Array.from({ length: 600 }, () => 'x'),
    Array.from({ length: 3 }, () => ({})),
  ],
];

const oddValue = (chance: Chance): unknown =>
  chance('text or not') < 0.5 ? pick(oddTexts, chance('odd text')) : pick(odd, chance('odd value'));

/** The same value with one thing changed somewhere inside: another type, an odd text, a field too many, too few or twice over. */
export function spoilt(value: unknown, chance: Chance): unknown {
  if (typeof value !== 'object' || value === null || chance('here') < 0.1) return oddValue(chance);
  const deeper: Chance = (word) => chance(`> ${word}`);
  if (Array.isArray(value)) {
    if (value.length === 0 || chance('list') < 0.2) return [...(value as unknown[]), oddValue(chance)];
    if (chance('twice') < 0.15) return [...(value as unknown[]), ...(value as unknown[])];
    const at = Math.floor(chance('item') * value.length);
    return value.map((one: unknown, index) => (index === at ? spoilt(one, deeper) : one));
  }
  const fields = Object.entries(value);
  if (fields.length === 0 || chance('more') < 0.1)
    return { ...value, [pick(oddTexts, chance('name'))]: oddValue(chance) };
  const at = Math.floor(chance('field') * fields.length);
  if (chance('less') < 0.1) return Object.fromEntries(fields.filter((_, index) => index !== at));
  return Object.fromEntries(fields.map(([name, one], index) => [name, index === at ? spoilt(one, deeper) : one]));
}
