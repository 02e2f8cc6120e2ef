/** Requests that nobody should send, drawn by a seed: good ones at first, then broken in one to three ways, as bytes for a socket. */
import { createHmac } from 'node:crypto';
import { axisTimestamp, oddHash } from '../support/axis-client.js';
import { makePackage, otherOffice } from '../support/network.js';
import { draw, drawBytes } from './draw.js';

/** A request before it is written: every part of it may be broken. */
interface Draft {
  method: string;
  path: string;
  headers: [name: string, value: string][];
  /** Fields of the axis' API, signed when the request is written. */
  fields: Record<string, string>;
  body: Buffer;
}

/** What a stranger, or a centre with a good secret, knows when it begins. */
export interface HostilePower {
  readonly seed: string;
  readonly system: string;
  readonly secret: string;
  /** API key of H54.01. */
  readonly key: string;
  /** docId of a package that stands in the box. */
  readonly docId: string;
}

type Chance = (word: string) => number;
type Breaking = (draft: Draft, chance: Chance, power: HostilePower) => void;

const pick = <T>(things: readonly T[], chance: number): T => things[Math.floor(chance * things.length)]!;

/** Texts that programs have stumbled over. Latin-1, as the bytes of headers are. */
const nasty = [
  ...[
    '',
    ' ',
    '0',
    '-1',
    'null',
    'undefined',
    '__proto__',
    'constructor',
    '%00',
    '%ff%fe',
    "' OR 1=1 --",
    '${7*7}',
    '../../etc/passwd',
  ],
  ...[
    '\u00ff\u00fe',
    '\u00c3\u0028',
    'H54.99',
    'h54.01',
    'H54.01,H54.02',
    '99999999999999999999',
    '1e309',
    'true',
    '[]',
    '{}',
    '"',
  ],
  ...['a'.repeat(3_000), '0'.repeat(64), '2020/02/30', '018e4a00-0000-7000-8000-000000000000', otherOffice],
  ...[
    '018e4a00-0000-7000-8000-000000000000-H54.01-9999',
    '018e4a00-0000-7000-8000-000000000000-ZZZ',
    '018e4a00-0000-7000-8000-000000000000-000.00.01.H54',
    'file:///etc/passwd',
  ],
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
    '{"code":"H54.77","name":"\\u0000"}',
  ],
  ...[
    '{"code":"H54.77","name":"\\ud800"}',
    '{"__proto__":{"code":"H54.77"}}',
    '{"code":"H54.77","name":"x","pcode":"H99"}',
  ],
  ...[
    '{"docId":{},"status":"done"}',
    '{"docId":"x","status":"\\u0000"}',
    `{"docId":"${'9'.repeat(500)}","status":"done"}`,
  ],
  '['.repeat(5_000),
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

const setHeader: Breaking = (draft, chance) => {
  const names = [
    'Content-Type',
    'Accept',
    'Expect',
    'X-Correlation-Id',
    'Host',
    'XroadVnpt-hash-header',
    'XroadVnpt-sign-header',
    'X-SystemId',
  ];
  draft.headers.push([pick(names, chance('header')), pick(nasty, chance('value'))]);
};

const breakings: readonly Breaking[] = [
  setHeader,
  (draft, chance) => {
    const at = Math.floor(chance('dropped') * draft.headers.length);
    draft.headers.splice(at, 1);
  },
  (draft, chance) => {
    draft.fields[
      pick(
        [
          'from',
          'docId',
          'status',
          'messagetype',
          'servicetype',
          'level',
          'AgencyCode',
          'hash-file',
          'systemid',
          'timestamp',
        ],
        chance('field'),
      )
    ] = pick(nasty, chance('text'));
  },
  (draft, chance) => {
    delete draft.fields[pick(Object.keys(draft.fields), chance('gone'))];
  },
  (draft, chance) =>
    (draft.method = pick(
      ['GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'HEAD', 'get', 'BREW'],
      chance('method'),
    )),
  (draft, chance) =>
    (draft.path += pick(
      ['/', '//', '/..', '%2f', '?', '?docId=', '?fromDate=0', '%00', '%zz', '\u00ff', `/${'a'.repeat(300)}`],
      chance('path'),
    )),
  (draft, chance) =>
    (draft.path = draft.path.replace(
      /[^/]*$/,
      pick([...nasty.filter((text) => !text.includes(' ')), 'sendEdoc', 'getEdoc'], chance('end')),
    )),
  (draft, chance) => (draft.body = Buffer.from(pick(xml, chance('xml')))),
  (draft, chance) => (draft.body = Buffer.from(pick(json, chance('json')))),
  (draft, chance, { seed }) =>
    (draft.body = drawBytes(seed, Math.floor(chance('length') * 4_000), 'body', chance('bytes'))),
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

function formOf(body: Buffer, part: string): { readonly type: string; readonly body: Buffer } {
  const lines = ['--x', 'Content-Disposition: form-data; name="messageType"', '', 'edoc', '--x'];
  const start = [...lines, `Content-Disposition: form-data; name="${part}"; filename="a"`, '', ''].join('\r\n');
  return {
    type: 'multipart/form-data; boundary=x',
    body: Buffer.concat([Buffer.from(start), body, Buffer.from('\r\n--x--\r\n')]),
  };
}

const axisOperations = [
  ...[
    'getAgenciesListQD20',
    'registerAgency',
    'deleteAgency',
    'sendEdoc',
    'sendEdoc',
    'getReceivedEdocList',
    'getEdoc',
    'downloadEdoc',
  ],
  ...['updateStatus', 'getSentEdocList', 'countReceiveEdoc'],
];

function axisDraft(chance: Chance, { system, docId }: HostilePower): Draft {
  const operation = pick(axisOperations, chance('operation'));
  const content = makePackage({ to: ['H54.02'] });
  const isForm = chance('form') < 0.2;
  const form = isForm ? formOf(content, 'file_doc') : { type: 'application/octet-stream', body: content };
  const body = operation === 'sendEdoc' ? form.body : Buffer.from('{"code":"H54.77","name":"x"}');
  const words = {
    from: 'H54.01',
    servicetype: 'eDoc',
    messagetype: pick(['edoc', 'edoc', 'status'], chance('kind')),
    docId,
    status: 'fail',
  };
  return {
    method: operation === 'downloadEdoc' ? 'GET' : 'POST',
    path: `/XrdAdapter/adapter/${operation}`,
    headers: [['Content-Type', operation === 'sendEdoc' ? form.type : 'application/json']],
    fields: {
      ...words,
      systemid: system,
      timestamp: axisTimestamp(Date.now()),
      'hash-file': oddHash(content),
      level: '1',
    },
    body,
  };
}

const provincialOperations = [
  'sendEdoc',
  'sendEdoc',
  'syncReceivedEdocList?messageType=edoc',
  'getEdoc?docId=x',
  'updateStatus',
];

function provincialDraft(chance: Chance, { key, docId }: HostilePower): Draft {
  const operation = pick(provincialOperations, chance('operation'));
  const form = formOf(makePackage({ to: ['H54.02'] }), 'edocFile');
  const isSending = operation === 'sendEdoc';
  const isAsking = operation.includes('?');
  const said = Buffer.from(isAsking ? '' : JSON.stringify({ docId, status: 'fail' }));
  return {
    method: isAsking ? 'GET' : 'POST',
    path: `/v1/${operation}`,
    headers: [
      ['X-SystemId', 'H54.01'],
      ['X-SecretKey', key],
      ...(isAsking ? [] : ([['Content-Type', isSending ? form.type : 'application/json']] as [string, string][])),
    ],
    fields: {},
    body: isSending ? form.body : said,
  };
}

/** Signed with the good secret nine times of ten: what gets past the HMAC goes deeper. */
function signedHeaders(fields: Readonly<Record<string, string>>, secret: string): [string, string][] {
  const prefixed = Object.entries(fields).map(([name, value]): [string, string] => [`XroadVnpt-${name}`, value]);
  const text = JSON.stringify(Object.fromEntries(prefixed));
  const mac = createHmac('sha256', secret).update(Buffer.from(text, 'latin1')).digest('hex');
  return [...prefixed, ['XroadVnpt-sign-header', text], ['XroadVnpt-hash-header', mac]];
}

/** The bytes of the request with this number at one of the doors. */
export function hostileRequest(door: 'axis' | 'province', number: number, power: HostilePower): Buffer {
  const chance: Chance = (word) => draw(power.seed, door, number, word);
  const draft = door === 'axis' ? axisDraft(chance, power) : provincialDraft(chance, power);
  const times = 1 + Math.floor(chance('times') * 3);
  for (let time = 0; time < times; time += 1) {
    const again: Chance = (word) => chance(`${time} ${word}`);
    pick(breakings, again('breaking'))(draft, again, power);
  }
  const secret = chance('secret') < 0.9 ? power.secret : 'a guess';
  const signed = door === 'axis' ? signedHeaders(draft.fields, secret) : [];
  const isMeasured = draft.headers.some(([name]) => /^(content-length|transfer-encoding)$/i.test(name));
  const length: [string, string][] = isMeasured ? [] : [['Content-Length', String(draft.body.length)]];
  const headers = [['Host', 'x'], ['Connection', 'close'], ...draft.headers, ...signed, ...length];
  const lines = [
    `${draft.method} ${draft.path} HTTP/1.1`,
    ...headers.map(([name, value]) => `${name}: ${value}`),
    '',
    '',
  ];
  return Buffer.concat([Buffer.from(lines.join('\r\n'), 'latin1'), draft.body]);
}
