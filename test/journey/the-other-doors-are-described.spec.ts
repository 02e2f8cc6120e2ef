/** The OpenAPI documents of the two doors of other makers: valid, whole, and every real answer is as they tell. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Validator } from '@seriousme/openapi-schema-validator';
import { AxisClient, type AxisCall } from '../support/axis-client.js';
import { Described, operationsAt } from '../support/described.js';
import { ask, type Answered } from '../support/door.js';
import { makePackage, Network, office } from '../support/network.js';
import { until } from '../support/waits.js';

/** True once refusals at the door of the axis have the fields of good answers, empty. */
const areAxisRefusalsWhole: boolean = true;

let network: Network;
let client: AxisClient;
let document: string;
let key: string;
let base: string;
const described = new Map<string, Described>();

beforeAll(async () => {
  network = await Network.start('the other doors described');
  const { secret, path } = await network.operator().operator.addSystem({ code: office });
  base = path;
  client = new AxisClient(network.address + path, office, secret);
  key = (await network.operator().operator.mintKeys(['H54.02']))[0]!.key;
  for (const door of ['axis', 'provincial'])
    described.set(door, await Described.at(network.address, `/api/${door}-json`));
  document = (await client.sendEdoc('H54.01', makePackage({ to: ['H54.02'] }))).DocId!;
  const isListed = async () => (await client.received()).length > 0;
  await until(isListed, { deadlineMs: 15_000, what: 'the document in the list' });
});
afterAll(() => network.stop());

const post = (operation: string, body?: string | Buffer): AxisCall => ({
  ...{ method: 'POST', operation, ...(body !== undefined && { body: Buffer.from(body) }) },
});

interface AxisExample {
  readonly fields?: () => Readonly<Record<string, string>>;
  /** A field that makes it refused; a wrong secret does where none is named. */
  readonly wrong?: Readonly<Record<string, string>>;
  readonly call: () => AxisCall;
}

const waiting = { fields: () => ({ servicetype: 'eDoc', messagetype: 'edoc' }), wrong: { messagetype: 'letter' } };
const fetched = { fields: () => ({ docId: `${document}-H54.02` }), wrong: { docId: 'nothing' } };
const counting = (method: 'GET' | 'POST', operation: string): AxisExample => ({ call: () => ({ method, operation }) });

const axisExamples: Readonly<Record<string, AxisExample>> = {
  'POST getAgenciesList': { call: () => post('getAgenciesList') },
  'POST getAgenciesListQD20': {
    ...{ fields: () => ({ level: '1' }), wrong: { level: 'x' }, call: () => post('getAgenciesListQD20') },
  },
  'POST getSynchronizeUnit': { wrong: { unitVersion: 'x' }, call: () => post('getSynchronizeUnit') },
  'POST registerAgency': {
    call: () => post('registerAgency', JSON.stringify({ code: 'H54.60', name: 'Sở mới', pcode: office })),
  },
  'POST deleteAgency': {
    ...{
      fields: () => ({ AgencyCode: 'H54.60' }),
      wrong: { AgencyCode: 'H05' },
      call: () => post('deleteAgency', '{}'),
    },
  },
  'POST sendEdoc': {
    ...{ fields: () => ({ from: 'H54.01', ...waiting.fields() }), wrong: { from: 'H05' } },
    call: () => ({ ...post('sendEdoc', makePackage()), contentType: 'application/octet-stream' }),
  },
  'POST getReceivedEdocList': { ...waiting, call: () => post('getReceivedEdocList') },
  'POST getEdoc': { ...fetched, call: () => post('getEdoc', '{}') },
  'GET downloadEdoc': { ...fetched, call: () => ({ method: 'GET', operation: 'downloadEdoc' }) },
  'POST getSentEdocList': { ...waiting, call: () => post('getSentEdocList') },
  'POST countReceiveEdoc': counting('POST', 'countReceiveEdoc'),
  'GET countReceiveEdoc': counting('GET', 'countReceiveEdoc'),
  'POST countReceiveStatus': counting('POST', 'countReceiveStatus'),
  'GET countReceiveStatus': counting('GET', 'countReceiveStatus'),
  'POST updateStatus': {
    fields: () => ({ ...fetched.fields(), status: 'done' }),
    wrong: { status: 'lost' },
    call: () => post('updateStatus', '{}'),
  },
};

async function axisAnswer(
  call: AxisCall,
  { fields, secret }: { readonly fields: Readonly<Record<string, string>>; readonly secret?: string },
): Promise<Answered> {
  client.headers.clear();
  client.put(fields);
  const change = secret === undefined ? {} : client.signed(secret);
  const { http, type, bytes } = await client.line({ ...call, change });
  const asked = { method: call.method, path: `${base}/${call.operation}` };
  return { asked, status: http, headers: { 'content-type': type }, body: bytes };
}

const provincial = (
  method: 'GET' | 'POST',
  path: string,
  { secret = key, ...sent }: { readonly secret?: string; readonly type?: string; readonly body?: string | Buffer } = {},
): Promise<Answered> =>
  ask(network.address, { method, path, headers: { 'X-SystemId': 'H54.02', 'X-SecretKey': secret }, ...sent });

function form(bytes: Buffer): { type: string; body: Buffer } {
  const head = '--x\r\nContent-Disposition: form-data; name="edocFile"; filename="a.edxml"\r\n\r\n';
  return {
    type: 'multipart/form-data; boundary=x',
    body: Buffer.concat([Buffer.from(head), bytes, Buffer.from('\r\n--x--\r\n')]),
  };
}

const provincialExamples: Readonly<Record<string, (secret?: string) => Promise<Answered>>> = {
  'POST sendEdoc': (secret) =>
    provincial('POST', '/v1/sendEdoc', {
      ...{ ...form(makePackage({ from: 'H54.02', to: ['H54.01'] })), ...(secret !== undefined && { secret }) },
    }),
  'GET syncReceivedEdocList': (secret) =>
    provincial('GET', '/v1/syncReceivedEdocList?messageType=edoc', { ...(secret !== undefined && { secret }) }),
  'GET getEdoc': (secret) =>
    provincial('GET', `/v1/getEdoc?docId=${document}-H54.02`, { ...(secret !== undefined && { secret }) }),
  'POST updateStatus': (secret) =>
    provincial('POST', '/v1/updateStatus', {
      ...{ type: 'application/json', body: JSON.stringify({ docId: `${document}-H54.02`, status: 'processing' }) },
      ...(secret !== undefined && { secret }),
    }),
};

const isGood = ({ body, headers }: Answered): boolean => {
  if (!headers['content-type']?.startsWith('application/json')) return body.length > 0;
  const { status, success } = JSON.parse(body.toString()) as { status?: string; success?: boolean };
  return status === 'OK' || success === true;
};

describe.each([
  { door: 'provincial', prefix: () => '/v1/', names: Object.keys(provincialExamples) },
  { door: 'axis', prefix: () => `${base}/`, names: Object.keys(axisExamples) },
])('the description of the $door door', ({ door, prefix, names }) => {
  test('is valid OpenAPI 3.1 in the eyes of others', async () => {
    const { document: whole } = described.get(door)!;
    const { valid, errors } = await new Validator().validate({ ...whole });
    expect([valid, errors]).toEqual([true, undefined]);
    expect(whole.openapi).toBe('3.1.0');
  });

  test('names every route, no more and no less, and the page of the API leads to it', async () => {
    const routes = operationsAt(network.servers[0]!.routes).filter((route) =>
      route.split(' ')[1]!.startsWith(prefix()),
    );
    expect(routes.length).toBe(names.length);
    expect(described.get(door)!.operations.toSorted()).toEqual(routes);
    expect(names.map((name) => name.replace(' ', ` ${prefix()}`)).toSorted()).toEqual(routes);
    const page = await ask(network.address, { method: 'GET', path: '/api' });
    expect(page.body.toString()).toContain(`href="./api/${door}"`);
    for (const path of [`/api/${door}`, `/api/${door}.js`])
      expect((await ask(network.address, { method: 'GET', path })).status).toBe(200);
  });

  test('has a good and a refused example of every JSON answer, each as its own schema has it', () => {
    const found = described.get(door)!.exampleFaults();
    expect(found.faults).toEqual([]);
    expect(found.count).toBeGreaterThanOrEqual(2 * (names.length - 1));
  });
});

describe('real answers of the provincial door', () => {
  test.each(Object.keys(provincialExamples))('%s is answered as described, well and refused', async (name) => {
    const good = await provincialExamples[name]!();
    const refused = await provincialExamples[name]!(`${key}x`);
    expect([isGood(good), isGood(refused)]).toEqual([true, false]);
    for (const answer of [good, refused]) expect(described.get('provincial')!.faultsOf(answer)).toEqual([]);
  });
});

describe('real answers of the axis door', () => {
  test.each(Object.keys(axisExamples))('%s is answered as described, well and refused', async (name) => {
    const { fields = () => ({}), wrong, call } = axisExamples[name]!;
    const refused = await axisAnswer(call(), {
      ...{ fields: { ...fields(), ...wrong }, ...(wrong === undefined && { secret: 'another secret' }) },
    });
    const good = await axisAnswer(call(), { fields: fields() });
    expect([isGood(good), isGood(refused)]).toEqual([true, name === 'GET downloadEdoc' && isGood(refused)]);
    for (const answer of areAxisRefusalsWhole ? [good, refused] : [good])
      expect(described.get('axis')!.faultsOf(answer)).toEqual([]);
  });

  test('one that lacks a field, or has one more, is found', async () => {
    const answer = await axisAnswer(post('countReceiveEdoc'), { fields: {} });
    const altered = (text: string): Answered => ({ ...answer, body: Buffer.from(text) });
    const faulty = [
      '{"status":"OK","ErrorCode":"0","ErrorDesc":""}',
      '{"status":"OK","ErrorCode":"0","ErrorDesc":"","count":"1"}',
      '{"status":"OK","ErrorCode":"0","ErrorDesc":"","count":1,"more":1}',
    ];
    for (const text of faulty) expect(described.get('axis')!.faultsOf(altered(text))).not.toEqual([]);
  });
});
