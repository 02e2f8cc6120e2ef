/** What hostile requests to any door are made of: a draft whose every part may be broken, and the ways that break all of them. */
import { drawBytes } from './draw.js';

/** A request before it is written. */
export interface Draft {
  method: string;
  path: string;
  headers: [name: string, value: string][];
  body: Buffer;
}

export type Chance = (word: string) => number;
export type Breaking<D extends Draft = Draft> = (draft: D, chance: Chance) => void;

export const pick = <T>(things: readonly T[], chance: number): T => things[Math.floor(chance * things.length)]!;

/** Texts that programs have stumbled over. Latin-1, as the bytes of headers are. */
export const nasty = [
  ...['', ' ', '0', '-1', 'null', 'undefined', '__proto__', 'constructor', '%00', '%ff%fe', "' OR 1=1 --"],
  ...['${7*7}', '../../etc/passwd', '\u00ff\u00fe', '\u00c3\u0028', 'H54.99', 'h54.01', 'H54.01,H54.02'],
  ...['99999999999999999999', '1e309', 'true', '[]', '{}', '"', 'a'.repeat(3_000), '0'.repeat(64), '2020/02/30'],
  ...['018e4a00-0000-7000-8000-000000000000', '00.05.W00', '018e4a00-0000-7000-8000-000000000000-H54.01-9999'],
  ...['018e4a00-0000-7000-8000-000000000000-ZZZ', '018e4a00-0000-7000-8000-000000000000-000.00.01.H54'],
  'file:///etc/passwd',
];

const json = [
  ...[
    '',
    '{',
    '[]',
    'null',
    '0',
    '"x"',
    '{"code":null}',
    '{"code":["H54.77"],"name":{}}',
    '\ufeff{}',
    '{"a":1}{"a":2}',
  ],
  ...['{"code":"H54.77","name":"\\u0000"}', '{"code":"H54.77","name":"\\ud800"}', '{"__proto__":{"code":"H54.77"}}'],
  ...['{"code":"H54.77","name":"x","pcode":"H99"}', '{"docId":{},"status":"done"}', '{"docId":"x","status":"\\u0000"}'],
  ...[`{"docId":"${'9'.repeat(500)}","status":"done"}`, '['.repeat(5_000), '{"constructor":{"prototype":{}}}'],
];

/** XML that a reader must survive. */
const xml = [
  '<!DOCTYPE a [<!ENTITY b "c"><!ENTITY d "&b;&b;&b;&b;">]><a>&d;</a>',
  '<?xml version="1.0"?><!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>',
  '<a>'.repeat(2_000),
  `<a ${Array.from({ length: 500 }, (_, at) => `b${at}="c"`).join(' ')}/>`,
  '<?xml version="1.0" encoding="UTF-7"?><a/>',
  '\u0000\u0001',
  '<edXML xmlns="http://www.mic.gov.vn/TBT/QCVN_102_2016"/>',
];

/** Depths around every limit there is, up to what exhausts a stack. */
const depths = [20, 33, 64, 65, 2_000, 50_000];

/** Text within text, closed as it was opened: what parses in a moment, and is walked by whoever reads it. */
const nestings: readonly ((inner: string, depth: number) => string)[] = [
  (inner, depth) => `${'['.repeat(depth)}${inner}${']'.repeat(depth)}`,
  (inner, depth) => `${'{"a":'.repeat(depth)}${inner || '1'}${'}'.repeat(depth)}`,
  (inner, depth) => `${'<a>'.repeat(depth)}${inner}${'</a>'.repeat(depth)}`,
];

const methods = ['GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'HEAD', 'get', 'BREW'];
const tails = ['/', '//', '/..', '%2f', '?', '?docId=', '?fromDate=0', '%00', '%zz', '\u00ff', `/${'a'.repeat(300)}`];

/** Breaks that need to know nothing of the door. */
export const breakings: readonly Breaking[] = [
  (draft, chance) => {
    draft.headers.splice(Math.floor(chance('dropped') * draft.headers.length), 1);
  },
  (draft, chance) => (draft.method = pick(methods, chance('method'))),
  (draft, chance) => (draft.path += pick(tails, chance('path'))),
  (draft, chance) => (draft.body = Buffer.from(pick(xml, chance('xml')))),
  (draft, chance) => (draft.body = Buffer.from(pick(json, chance('json')))),
  (draft, chance) => {
    const inner = chance('around') < 0.5 ? draft.body.toString('latin1') : '';
    const text = pick(nestings, chance('nesting'))(inner, pick(depths, chance('depth')));
    draft.body = Buffer.from(text, 'latin1');
  },
  (draft, chance) =>
    (draft.body = drawBytes(String(chance('seed')), Math.floor(chance('length') * 4_000), 'body', chance('bytes'))),
  (draft, chance) => (draft.body = draft.body.subarray(0, Math.floor(chance('cut') * draft.body.length))),
  (draft, chance) => {
    const at = Math.floor(chance('flipped') * draft.body.length);
    draft.body = Buffer.from(draft.body);
    if (draft.body.length > 0) draft.body[at] = draft.body[at]! ^ (1 << Math.floor(chance('bit') * 8));
  },
  (draft, chance) =>
    draft.headers.push(['Content-Length', pick(['-1', '0', '5', '1e3', '99', 'x', '52428801'], chance('length'))]),
  (draft) => draft.headers.push(['Transfer-Encoding', 'chunked']),
];

/** The draft, broken in one to `most` of these ways. */
export function broken<D extends Draft>(draft: D, ways: readonly Breaking<D>[], most: number, chance: Chance): D {
  const times = 1 + Math.floor(chance('times') * most);
  for (let time = 0; time < times; time += 1) {
    const again: Chance = (word) => chance(`${time} ${word}`);
    pick(ways, again('breaking'))(draft, again);
  }
  return draft;
}

/** Text fields and one file as a form. */
export function formOf(fields: Readonly<Record<string, string>>, part: string, file: Buffer) {
  const lines = Object.entries(fields).flatMap(([name, value]) => [
    ...['--x', `Content-Disposition: form-data; name="${name}"`, '', value],
  ]);
  const start = [...lines, '--x', `Content-Disposition: form-data; name="${part}"; filename="a"`, '', ''].join('\r\n');
  const body = Buffer.concat([Buffer.from(start), file, Buffer.from('\r\n--x--\r\n')]);
  return { type: 'multipart/form-data; boundary=x', body };
}

/** As it goes over the line, on a connection of its own; headers in Latin-1. */
export function writeRequest({ method, path, headers, body }: Draft): Buffer {
  const isMeasured = headers.some(([name]) => /^(content-length|transfer-encoding)$/i.test(name));
  const length: [string, string][] = isMeasured ? [] : [['Content-Length', String(body.length)]];
  const all = [['Connection', 'close'], ...headers, ...length].map(([name, value]) => `${name}: ${value}`);
  return Buffer.concat([Buffer.from([`${method} ${path} HTTP/1.1`, ...all, '', ''].join('\r\n'), 'latin1'), body]);
}
