/** Every error code of the two other doors, provoked; HTTP says 200 where it is final, and after each nothing more is stored. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createHmac } from 'node:crypto';
import { mintKey } from '@lienthong/edge';
import { refusals, writeStatus } from '@lienthong/edxml';
import { AxisClient, type AxisAnswer } from '../support/axis-client.js';
import { DatabaseLine } from '../support/database-line.js';
import { ask } from '../support/door.js';
import { readLedger } from '../support/ledger.js';
import { makePackage, Network, office, otherOffice } from '../support/network.js';
import { ProvincialClient } from '../support/provincial-client.js';
import { exchangeBytes } from '../support/recorded-line.js';
import { until } from '../support/waits.js';

let network: Network;
let line: DatabaseLine;
let base: string;
let secret: string;
let key: string;

beforeAll(async () => {
  network = await Network.start('other doors refuse', { processes: 0 });
  line = await DatabaseLine.open(network.databaseUrl);
  await network.addServer({ DATABASE_URL: line.url, LOG_LEVEL: 'fatal', AXIS_DOOR_PATH: '/truc/adapter' });
  const { operator } = network.operator();
  const minted = await operator.addSystem({ code: office });
  [base, secret] = [network.address + minted.path, minted.secret];
  key = (await operator.mintKeys(['H54.01']))[0]!.key;
  const there = new AxisClient(
    network.address + minted.path,
    otherOffice,
    (await operator.addSystem({ code: otherOffice })).secret,
  );
  await there.good('registerAgency', Buffer.from(JSON.stringify({ code: 'H05.09', name: 'Sở sắp giải thể' })));
  there.put({ AgencyCode: 'H05.09' });
  await there.good('deleteAgency', Buffer.from('{}'));
});
afterAll(async () => {
  await network.stop();
  await line.close();
});

const centre = (): AxisClient => new AxisClient(base, office, secret);
const agency = (): ProvincialClient => new ProvincialClient(network.address, 'H54.01', key);

const altered = (from: string | RegExp, to: string): Buffer => Buffer.from(makePackage().toString().replace(from, to));
const noSubject = (): Buffer => altered(/<edXML:Subject>.*?<\/edXML:Subject>/, '');
const notEncoded = (): Buffer => altered(/(<edXML:ContentTransferEncoded [^>]*>)[^<]*/, '$1*');
const answer = (from: string): Buffer =>
  writeStatus({
    from: { organId: from, organName: 'Cơ quan' },
    responseFor: { organId: 'H05', code: '1/CV', documentId: 'H05,2020/03/02,1/CV' },
    statusCode: 3,
    timestamp: '2020-03-02T09:00:00+07:00',
  });

interface Wrong {
  readonly code: string;
  readonly what: string;
  /** What the sentence names. */
  readonly names: string;
}
type WrongPackage = Wrong & { readonly bytes: () => Buffer };

/** Wrong in the same way at either door. */
const packages: WrongPackage[] = [
  { code: '10', what: 'bytes that are no XML', bytes: () => Buffer.from('not XML'), names: '' },
  { code: '10', what: 'four digits before the XML', bytes: () => Buffer.from(`1234${makePackage()}`), names: '' },
  {
    code: '18',
    what: 'an unknown recipient',
    bytes: () => makePackage({ to: ['H99.99'] }),
    names: 'MessageHeader.To[0].OrganId',
  },
  {
    code: '19',
    what: 'a package of another sender',
    bytes: () => makePackage({ from: 'H05' }),
    names: 'MessageHeader.From.OrganId',
  },
  { code: '21', what: 'an attachment that is not Base64', bytes: notEncoded, names: 'Attachment' },
  { code: '22', what: 'a document without a subject', bytes: noSubject, names: 'MessageHeader.Subject' },
  { code: '22', what: 'a state secret', bytes: () => makePackage({ subject: '[Tối mật] Về việc bố trí' }), names: '' },
  {
    code: '23',
    what: 'a recipient taken off the directory',
    bytes: () => makePackage({ to: ['H05.09'] }),
    names: 'H05.09',
  },
];

type WrongCall = Wrong & { readonly ask: (client: AxisClient) => Promise<AxisAnswer> };

const post = (client: AxisClient, operation: string, change = {}, body = Buffer.from('{}')): Promise<AxisAnswer> =>
  client.ask({ method: 'POST', operation, body, change });

function putting(fields: Readonly<Record<string, string>>, operation: string, change = {}) {
  return (client: AxisClient): Promise<AxisAnswer> => {
    client.put(fields);
    return post(client, operation, change);
  };
}

/** A request signed with the right secret, whose signed text is not the usual one. */
function signing(text: string, operation: string) {
  return (client: AxisClient): Promise<AxisAnswer> =>
    post(client, operation, {
      'XroadVnpt-sign-header': text,
      'XroadVnpt-hash-header': createHmac('sha256', secret).update(text).digest('hex'),
    });
}

const mine = `"XroadVnpt-systemid":"${office}"`;
const list = { servicetype: 'eDoc', messagetype: 'edoc' };
const calls: WrongCall[] = [
  {
    code: '15',
    what: 'no system id',
    names: 'systemid',
    ask: putting({}, 'getAgenciesList', { 'XroadVnpt-systemid': undefined }),
  },
  {
    code: '15',
    what: 'an unknown system',
    names: '00.99.W00',
    ask: putting({}, 'getAgenciesList', { 'XroadVnpt-systemid': '00.99.W00' }),
  },
  {
    code: '15',
    what: 'another secret',
    names: 'hash-header',
    ask: (client) => post(client, 'getAgenciesList', client.signed('another')),
  },
  {
    code: '15',
    what: 'no signed text',
    names: 'hash-header',
    ask: putting({}, 'getAgenciesList', { 'XroadVnpt-sign-header': undefined }),
  },
  {
    code: '15',
    what: 'a field that is not the signed one',
    names: 'XroadVnpt-docId',
    ask: putting({ docId: 'a' }, 'getEdoc', { 'XroadVnpt-docId': 'b' }),
  },
  {
    code: '15',
    what: 'a field outside the signed text',
    names: 'XroadVnpt-docId',
    ask: putting({}, 'getEdoc', { 'XroadVnpt-docId': 'a' }),
  },
  {
    code: '15',
    what: 'a system id outside the signed text',
    names: 'XroadVnpt-systemid',
    ask: signing('{}', 'getAgenciesList'),
  },
  { code: '10', what: 'a signed text that is no JSON', names: 'sign-header', ask: signing('[1', 'getAgenciesList') },
  {
    code: '10',
    what: 'one field signed twice',
    names: 'sign-header',
    ask: signing(`{${mine},"xroadvnpt-SYSTEMID":"x"}`, 'getAgenciesList'),
  },
  { code: '10', what: 'no kind of message', names: 'servicetype', ask: putting({}, 'getReceivedEdocList') },
  {
    code: '10',
    what: 'an unknown kind of message',
    names: 'messagetype',
    ask: putting({ ...list, messagetype: 'mail' }, 'getReceivedEdocList'),
  },
  {
    code: '10',
    what: 'a package that is not there',
    names: 'docId',
    ask: putting({ docId: '018e4a00-0000-7000-8000-000000000000-H54.01' }, 'getEdoc'),
  },
  {
    code: '10',
    what: 'a package under the old code of its recipient',
    names: 'docId',
    ask: putting({ docId: '018e4a00-0000-7000-8000-000000000000-000.00.01.H54' }, 'getEdoc'),
  },
  {
    code: '10',
    what: 'an unknown transport status',
    names: 'XroadVnpt-status',
    ask: putting({ docId: 'x', status: 'gone' }, 'updateStatus'),
  },
  { code: '10', what: 'an unknown operation', names: '', ask: putting({}, 'getEverything') },
  {
    code: '10',
    what: 'a registration without a name',
    names: 'name',
    ask: (client) => post(client, 'registerAgency', {}, Buffer.from('{"code":"H54.50"}')),
  },
  {
    code: '10',
    what: 'a registration that is no code',
    names: 'code',
    ask: (client) => post(client, 'registerAgency', {}, Buffer.from('{"code":"x","name":"y"}')),
  },
  {
    code: '19',
    what: 'an agency of another centre registered',
    names: 'H05',
    ask: (client) => post(client, 'registerAgency', {}, Buffer.from('{"code":"H05","name":"y"}')),
  },
  {
    code: '19',
    what: 'an agency below one of another centre registered',
    names: 'H05.1 stands below H05, which lives at 00.05.W00',
    ask: (client) => post(client, 'registerAgency', {}, Buffer.from('{"code":"H05.1","name":"y","pcode":"H54"}')),
  },
  {
    code: '19',
    what: 'an agency of another centre deleted',
    names: 'H05',
    ask: putting({ AgencyCode: 'H05' }, 'deleteAgency'),
  },
  {
    code: '19',
    what: 'a package from another centre’s agency',
    names: 'XroadVnpt-from',
    ask: (client) => client.sendEdoc('H05', makePackage({ from: 'H05' })),
  },
  {
    code: '10',
    what: 'a package without a byte',
    names: 'body',
    ask: (client) => client.sendEdoc('H54.01', Buffer.alloc(0)),
  },
  {
    code: '21',
    what: 'a file that is not the hashed one',
    names: 'hash-file',
    ask: (client) => putting({ ...list, from: 'H54.01', 'hash-file': 'ab' }, 'sendEdoc')(client),
  },
  {
    code: '10',
    what: 'a status about an unknown document',
    names: 'ResponseFor.DocumentId',
    ask: (client) => client.sendEdoc('H54.01', answer('H54.01'), 'status'),
  },
  {
    code: '19',
    what: 'a status under another name',
    names: 'MessageHeader.From.OrganId',
    ask: (client) => client.sendEdoc('H54.01', answer('H54.02'), 'status'),
  },
];

/** A title of the refusal table, and the detail behind it. */
const inVietnamese = new RegExp(
  `^(?:${Object.values(refusals)
    .map(({ vietnamese }) => vietnamese)
    .join('|')}) \\(.+\\)$`,
);

describe('at the door of the axis', () => {
  test.each(calls)('$what is answered $code', async ({ code, names, ask: wrong }) => {
    const before = await readLedger(network.store);
    const said = await wrong(centre());
    expect(said).toMatchObject({
      status: 'FAIL',
      ErrorCode: code,
      ErrorDesc: expect.stringContaining(names),
    });
    expect(said.ErrorDesc).toMatch(inVietnamese);
    expect(await readLedger(network.store)).toEqual(before);
  });

  test.each(packages)('a package with $what is answered $code', async ({ code, names, bytes }) => {
    const before = await readLedger(network.store);
    const said = await centre().sendEdoc('H54.01', bytes());
    expect(said).toMatchObject({ status: 'FAIL', ErrorCode: code, ErrorDesc: expect.stringContaining(names) });
    expect(await readLedger(network.store)).toEqual(before);
  });

  test('a wrong method, and a body of more than 50 MiB, are answered 10 with status 200', async () => {
    const path = new URL(base).pathname;
    const wrong = await ask(network.address, { method: 'PUT', path: `${path}/sendEdoc` });
    const announced = { method: 'POST', path: `${path}/sendEdoc`, announced: 50 * 1024 * 1024 + 1 } as const;
    const type = 'application/octet-stream';
    const large = await ask(network.address, { ...announced, type, headers: centre().signed() });
    for (const { status, body } of [wrong, large])
      expect([status, JSON.parse(body.toString())]).toMatchObject([200, { status: 'FAIL', ErrorCode: '10' }]);
  });
});

describe('at the provincial door', () => {
  test.each(packages)('a package with $what is answered $code', async ({ code, names, bytes }) => {
    const before = await readLedger(network.store);
    const message = expect.stringContaining(names);
    const said = await agency().sendEdoc(bytes());
    expect(said).toMatchObject({ http: 200, success: false, errorCode: code, message, data: null });
    expect(said.message).toMatch(inVietnamese);
    expect(await readLedger(network.store)).toEqual(before);
  });

  test('a wrong id or secret is answered 15, a form or a request that can not be read 10', async () => {
    const { address } = network;
    for (const [system, with_, header] of [
      ['H54.02', key, 'X-SystemId'],
      ['H54.01', 'edx_wrong', 'X-SecretKey'],
      ['H54.01', mintKey().key, 'X-SecretKey'],
      ['H54.01', network.operatorKey, 'X-SystemId'],
    ] as const) {
      const said = await new ProvincialClient(address, system, with_).list();
      expect(said).toMatchObject({ http: 200, errorCode: '15', message: expect.stringContaining(header) });
      expect(said.message).not.toContain('Authorization');
    }
    const client = agency();
    expect(await client.sendEdoc(makePackage(), 'edoc', 'file')).toMatchObject({
      errorCode: '10',
      message: expect.stringContaining('edocFile'),
    });
    for (const wrong of [
      client.get('getEdoc'),
      client.get('nothing'),
      client.list('messageType=mail'),
      client.updateStatus('x', 'gone'),
    ])
      expect(await wrong).toMatchObject({ http: 200, errorCode: '10' });
    expect(await client.post('updateStatus', Buffer.from('{'), 'application/json')).toMatchObject({ errorCode: '10' });
    const deep = Buffer.from('['.repeat(50_000) + ']'.repeat(50_000));
    expect(await client.post('updateStatus', deep, 'application/json')).toMatchObject({
      ...{ http: 200, errorCode: '10', message: expect.stringContaining('64') },
    });
  });
});

describe('a head that HTTP itself does not read', () => {
  test.each(['/v1/getEdoc', '/api/v1/inbox'])('is answered at %s in the form of that door', async (path) => {
    const wrong = `GET ${path} HTTP/1.1\r\nX-SystemId: \x10\x11\r\n\r\n`;
    const long = `GET ${path} HTTP/1.1\r\nX-SystemId: ${'x'.repeat(30_000)}\r\n\r\n`;
    for (const head of [wrong, long]) {
      const { status, body } = await exchangeBytes(network.address, [Buffer.from(head, 'latin1')]);
      const said = JSON.parse(body.toString()) as object;
      if (path.startsWith('/v1')) expect([status, said]).toMatchObject([200, { success: false, errorCode: '10' }]);
      else expect([status, said]).toMatchObject([400, { code: 'request-invalid' }]);
    }
  });
});

describe('while the database is away', () => {
  test('the axis answers 20 with status 200, the province 20 with 503: its clients repeat after that', async () => {
    await centre().good('getAgenciesList');
    await agency().list();
    line.break();
    expect(await centre().sendEdoc('H54.01', makePackage())).toMatchObject({ status: 'FAIL', ErrorCode: '20' });
    expect(await agency().sendEdoc(makePackage())).toMatchObject({ http: 503, success: false, errorCode: '20' });
    line.mend();
    const again = async () => (await centre().sendEdoc('H54.01', makePackage())).status === 'OK';
    await until(again, { deadlineMs: 15_000, what: 'a document to be taken again' });
  });
});
