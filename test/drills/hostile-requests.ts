/** Requests that nobody should send to the doors of the axis and of the province, drawn by a seed: good ones at first, then broken in one to three ways. */
import { createHmac } from 'node:crypto';
import { axisTimestamp, oddHash } from '../support/axis-client.js';
import { makePackage } from '../support/network.js';
import { draw } from './draw.js';
import { breakings, broken, formOf, nasty, pick, writeRequest } from './hostile-parts.js';
import type { Breaking, Chance, Draft } from './hostile-parts.js';

interface DoorDraft extends Draft {
  /** Fields of the axis' API, signed when the request is written. */
  fields: Record<string, string>;
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

const headers = [
  ...['Content-Type', 'Accept', 'Expect', 'X-Correlation-Id', 'Host', 'XroadVnpt-hash-header', 'XroadVnpt-sign-header'],
  'X-SystemId',
];
const fields = [
  ...['from', 'docId', 'status', 'messagetype', 'servicetype', 'level', 'AgencyCode', 'hash-file', 'systemid'],
  'timestamp',
];

const setHeader: Breaking = (draft, chance) => {
  draft.headers.push([pick(headers, chance('header')), pick(nasty, chance('value'))]);
};
const breakingsOfDoors: readonly Breaking<DoorDraft>[] = [
  ...[setHeader, ...breakings],
  (draft, chance) => (draft.fields[pick(fields, chance('field'))] = pick(nasty, chance('text'))),
  (draft, chance) => {
    delete draft.fields[pick(Object.keys(draft.fields), chance('gone'))];
  },
  (draft, chance) => {
    const ends = [...nasty.filter((text) => !text.includes(' ')), 'sendEdoc', 'getEdoc'];
    draft.path = draft.path.replace(/[^/]*$/, pick(ends, chance('end')));
  },
];

const axisOperations = [
  ...['getAgenciesListQD20', 'registerAgency', 'deleteAgency', 'sendEdoc', 'sendEdoc', 'getReceivedEdocList'],
  ...['getEdoc', 'downloadEdoc', 'updateStatus', 'getSentEdocList', 'countReceiveEdoc'],
];

function axisDraft(chance: Chance, { system, docId }: HostilePower): DoorDraft {
  const operation = pick(axisOperations, chance('operation'));
  const content = makePackage({ to: ['H54.02'] });
  const isForm = chance('form') < 0.2;
  const form = isForm
    ? formOf({ messageType: 'edoc' }, 'file_doc', content)
    : { type: 'application/octet-stream', body: content };
  const body = operation === 'sendEdoc' ? form.body : Buffer.from('{"code":"H54.77","name":"x"}');
  const words = { from: 'H54.01', servicetype: 'eDoc', docId, status: 'fail', level: '1' };
  return {
    method: operation === 'downloadEdoc' ? 'GET' : 'POST',
    path: `/XrdAdapter/adapter/${operation}`,
    headers: [['Content-Type', operation === 'sendEdoc' ? form.type : 'application/json']],
    fields: {
      ...words,
      messagetype: pick(['edoc', 'edoc', 'status'], chance('kind')),
      systemid: system,
      timestamp: axisTimestamp(Date.now()),
      'hash-file': oddHash(content),
    },
    body,
  };
}

const provincialOperations = [
  ...['sendEdoc', 'sendEdoc', 'syncReceivedEdocList?messageType=edoc', 'getEdoc?docId=x', 'updateStatus'],
];

function provincialDraft(chance: Chance, { key, docId }: HostilePower): DoorDraft {
  const operation = pick(provincialOperations, chance('operation'));
  const form = formOf({ messageType: 'edoc' }, 'edocFile', makePackage({ to: ['H54.02'] }));
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
function signedHeaders(fieldsOf: Readonly<Record<string, string>>, secret: string): [string, string][] {
  const prefixed = Object.entries(fieldsOf).map(([name, value]): [string, string] => [`XroadVnpt-${name}`, value]);
  const text = JSON.stringify(Object.fromEntries(prefixed));
  const mac = createHmac('sha256', secret).update(Buffer.from(text, 'latin1')).digest('hex');
  return [...prefixed, ['XroadVnpt-sign-header', text], ['XroadVnpt-hash-header', mac]];
}

/** The bytes of the request with this number at one of the doors. */
export function hostileRequest(door: 'axis' | 'province', number: number, power: HostilePower): Buffer {
  const chance: Chance = (word) => draw(power.seed, door, number, word);
  const draft = door === 'axis' ? axisDraft(chance, power) : provincialDraft(chance, power);
  broken(draft, breakingsOfDoors, 3, chance);
  const secret = chance('secret') < 0.9 ? power.secret : 'a guess';
  const signed = door === 'axis' ? signedHeaders(draft.fields, secret) : [];
  return writeRequest({ ...draft, headers: [['Host', 'x'], ...draft.headers, ...signed] });
}
