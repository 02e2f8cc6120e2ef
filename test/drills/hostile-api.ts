/** Requests that nobody should send to `/api/v1`, made from its own description: sound ones at first, then broken in one or two ways. */
import { makePackage } from '../support/network.js';
import { draw } from './draw.js';
import { breakings, broken, formOf, nasty, pick, writeRequest } from './hostile-parts.js';
import type { Breaking, Chance, Draft } from './hostile-parts.js';
import type { Manner, RawRequest } from './raw-line.js';
import { oddCursors, oddTexts, spoilt, Values, type Components, type Known, type Schema } from './hostile-values.js';

interface Operation {
  readonly parameters?: readonly { readonly in: string; readonly name: string; readonly schema: Schema }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Schema }>> };
}

/** The parts of an OpenAPI document from which requests are made. */
export interface Described {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Components };
}

/** What somebody with good keys knows: the keys of an operator and of two agencies, and names of what is there. */
export interface ApiPower {
  readonly seed: string;
  readonly described: Described;
  readonly keys: { readonly operator: string; readonly agencies: readonly string[] };
  readonly known: Known;
}

export interface HostileRequest extends RawRequest {
  readonly operation: string;
}

interface ApiDraft extends Draft {
  /** Encoded, in order; a name may stand twice. */
  query: [name: string, value: string][];
  json: unknown;
}

const headerNames = [
  ...['Authorization', 'Content-Type', 'Accept', 'Accept-Language', 'Expect', 'Host', 'If-None-Match', 'Prefer'],
  ...[
    'Last-Event-ID',
    'X-Correlation-Id',
    'Content-Encoding',
    'Content-Digest',
    'Cookie',
    'Range',
    'Upgrade',
    'Forwarded',
  ],
  ...['X-HTTP-Method-Override', 'Transfer-Encoding', 'Content-Disposition', 'Origin'],
];
const headerValues = [
  ...nasty.filter((text) => text.length < 3_000),
  ...['wait=1', 'wait=9999', 'text/event-stream', 'gzip', 'br', 'chunked, chunked', 'multipart/form-data', '*'],
  ...[
    'multipart/form-data; boundary=',
    `multipart/form-data; boundary=${'b'.repeat(200)}`,
    'application/json; charset=utf-16',
  ],
  ...[
    'application/json',
    'application/edxml',
    'text/plain',
    'application/x-www-form-urlencoded',
    'Basic YTpi',
    'Bearer',
  ],
  ...[
    'Bearer edx_',
    'Bearer edx_0000000000000000_AAAA',
    'sha-256=:AAAA:',
    'W/"x", "y"',
    '"',
    'h2c',
    'bytes=0-1',
    'vi;q=x',
  ],
  ...oddCursors,
];
const forms = [
  ...['Content-Disposition: form-data', 'Content-Disposition: form-data; name=""; filename="../../x"', 'X: y'],
  ...['Content-Disposition: form-data; name="metadata"', 'Content-Disposition: form-data; name="__proto__"'],
];

/** Lone surrogates have no encoding: they stand as bytes that are none. */
const encoded = (text: string): string => (/\p{Surrogate}/u.test(text) ? '%ed%a0%80' : encodeURIComponent(text));

const breakingsOfApi: readonly Breaking<ApiDraft>[] = [
  ...breakings,
  (draft, chance) =>
    void draft.headers.push([pick(headerNames, chance('header')), pick(headerValues, chance('value'))]),
  (draft, chance) => void draft.headers.unshift(['Host', pick(['', 'x', '[::1', 'a b'], chance('host'))]),
  (draft, chance) =>
    (draft.headers = draft.headers.filter(([name]) => name !== pick(['Host', 'Authorization'], chance('no')))),
  (draft, chance) => void draft.query.push(...draft.query.slice(Math.floor(chance('twice') * draft.query.length))),
  (draft, chance) =>
    void draft.query.push([
      pick(['after', 'limit', 'x[y]', 'from[]', '__proto__', ''], chance('name')),
      encoded(pick(oddTexts, chance('text'))),
    ]),
  ...Array<Breaking<ApiDraft>>(4).fill((draft, chance) => {
    const at = Math.floor(chance('parameter') * draft.query.length);
    const raw = pick(['%ff', '%', '%00', '%ud800', '+', ';'], chance('raw'));
    const value = chance('encoded') < 0.85 ? encoded(pick(oddTexts, chance('text'))) : raw;
    draft.query = draft.query.map(([name, old], index) => [name, index === at ? value : old]);
  }),
  ...Array<Breaking<ApiDraft>>(6).fill((draft, chance) => {
    if (draft.json === undefined) return;
    draft.json = spoilt(draft.json, chance);
    draft.body = Buffer.from(JSON.stringify(draft.json) ?? '');
  }),
  (draft, chance) => {
    const text = draft.body.toString('latin1');
    const changes = [text.replace(/:("[^"]*"|\d+)/, ':1e999'), text.replace(/^\{("\w+":)/, '{$1null,$1'), `${text},`];
    draft.body = Buffer.from(pick(changes, chance('text')), 'latin1');
  },
  (draft) => (draft.body = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(draft.body.toString(), 'utf16le')])),
  (draft, chance) => {
    const text = encoded(pick(oddTexts, chance('segment')));
    const segments = draft.path.split('/');
    segments[3 + Math.floor(chance('which') * (segments.length - 3))] = text;
    draft.path = segments.join('/');
  },
  (draft, chance) => {
    const tricks = ['/api/v1/../v1', '//api/v1', '/%61pi/v1', '/api\\v1', '/api/v1;x=y', 'http://evil.example/api/v1'];
    draft.path = draft.path.replace('/api/v1', pick(tricks, chance('trick')));
  },
  (draft, chance) => {
    const line = pick(forms, chance('form'));
    draft.body = Buffer.from(draft.body.toString('latin1').replace(/Content-Disposition: [^\r]*/, line), 'latin1');
  },
];

/** Every operation of the description in turn; what reads and writes most comes more often. */
export class HostileApi {
  private readonly values: Values;
  private readonly operations: readonly (readonly [method: string, path: string, Operation])[];

  constructor(private readonly power: ApiPower) {
    const { components, paths } = power.described;
    this.values = new Values(components.schemas, power.known);
    const all = Object.entries(paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, one]) => [method.toUpperCase(), path, one] as const),
    );
    const deep = all.filter(([, path, one]) => one.requestBody !== undefined && !path.includes('operator'));
    this.operations = [...all, ...deep, ...deep];
  }

  request(number: number): HostileRequest {
    const chance: Chance = (word) => draw(this.power.seed, 'api', number, word);
    const [method, path, operation] = this.operations[number % this.operations.length]!;
    const draft = broken(this.sound(method, path, operation, chance), breakingsOfApi, 2, chance);
    const query = draft.query.map(([name, value]) => `${name}=${value}`).join('&');
    const bytes = writeRequest({ ...draft, path: query === '' ? draft.path : `${draft.path}?${query}` });
    return { operation: `${method} ${path}`, bytes, manner: mannerOf(chance('manner')) };
  }

  private sound(method: string, path: string, { parameters = [], requestBody }: Operation, chance: Chance): ApiDraft {
    const of = (place: string) => parameters.filter((one) => one.in === place);
    const value = ({ name, schema }: { name: string; schema: Schema }) =>
      encoded(String(this.values.sound(schema, name, (word) => chance(`${name} ${word}`))));
    const filled = of('path').reduce((text, one) => text.replace(`{${one.name}}`, value(one)), path);
    const query = of('query').filter(({ name }) => chance(`asks ${name}`) < 0.4);
    const body = this.soundBody(requestBody, chance);
    return {
      ...{ method, path: filled, body: body.bytes, json: body.json },
      query: query.map((one) => [one.name, value(one)]),
      headers: [
        ['Host', 'x'],
        ['Authorization', `Bearer ${this.keyFor(path, chance)}`],
        ...(body.type === undefined ? [] : [['Content-Type', body.type] as [string, string]]),
      ],
    };
  }

  /** Nine times of ten a key that may ask this: what gets past the door goes deeper. */
  private keyFor(path: string, chance: Chance): string {
    const { operator, agencies } = this.power.keys;
    const isOperators = path.includes('/operator/') === chance('role') < 0.9;
    return isOperators ? operator : pick(agencies, chance('agency'));
  }

  private soundBody(asked: Operation['requestBody'], chance: Chance) {
    if (asked === undefined) return { bytes: Buffer.alloc(0), json: undefined, type: undefined };
    const [type, { schema }] = pick(Object.entries(asked.content), chance('media'));
    if (type === 'application/json') {
      const json = this.values.sound(schema, 'body', chance);
      return { bytes: Buffer.from(JSON.stringify(json)), json, type };
    }
    const content = makePackage({ to: ['H54.02'] });
    if (!type.startsWith('multipart/')) return { bytes: content, json: undefined, type };
    const sound = this.values.sound(schema.properties!['metadata']!, 'metadata', chance);
    const metadata = chance('metadata') < 0.5 ? sound : spoilt(sound, chance);
    const form = formOf({ metadata: JSON.stringify(metadata) }, 'file', content);
    return { bytes: form.body, json: undefined, type: form.type };
  }
}

function mannerOf(chance: number): Manner {
  if (chance < 0.78) return 'whole';
  if (chance < 0.87) return 'in pieces';
  if (chance < 0.94) return 'half';
  return chance < 0.99 ? 'broken off' : 'silent';
}
