/** What the vendor's library of the national axis sent, byte for byte, and answers that it can read: 13 operations of both versions, good and refused. */
import { createHmac, hash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { makePackage, Network, office, otherOffice } from '../support/network.js';
import {
  exchangeBytes,
  recordedRequests,
  recordedSecret,
  replay,
  withFields,
  type RawReply,
  type RecordedRequest,
} from '../support/recorded-line.js';
import { until } from '../support/waits.js';

const versions = ['2.0.1', '2.0.0'] as const;
type Version = (typeof versions)[number];

let network: Network;
/** A document of H01 that waits at the centre, under its id there. */
let waiting: string;

beforeAll(async () => {
  network = await Network.start('the vendor’s library');
  const { operator } = network.operator();
  // The recordings are of this day.
  await operator.moveClock(new Date('2026-11-29T08:00:00+07:00'));
  await operator.importDirectory(
    [
      'code,oldCode,name,tier,place,parent',
      `H54.13,000.00.13.H54,Sở Thông tin và Truyền thông,department,${office},H54`,
      `H01,000.00.00.H01,Văn phòng Trung ương Đảng,province,${otherOffice},`,
    ].join('\n'),
  );
  await operator.addSystem({ code: office, secret: recordedSecret, mode: 'compatible' });
  const sender = await network.agency('H01');
  const from = { from: 'H01', to: ['H54.13'], documentId: 'H01,2026/11/27,7/CV-VPTW' };
  const change = { code: { number: '7', notation: 'CV-VPTW' }, promulgation: { date: '2026-11-27' } };
  const { document } = await sender.submit(makePackage({ ...from, change }));
  const inbox = async () => (await (await network.agency('H54.13')).inbox()).items.length > 0;
  await until(inbox, { deadlineMs: 15_000, what: 'the document at H54.13' });
  waiting = `${document}-H54.13`;
});
afterAll(() => network.stop());

type Fields = Readonly<Record<string, unknown>>;

const text = expect.any(String);
const number = expect.any(Number);
const truth = expect.any(Boolean);
/** The fields that the library reads from an answer beside those of every answer, each as it stands there when nothing is. */
const empty: Readonly<Record<string, Fields>> = {
  getAgenciesList: { data: [] },
  getAgenciesListQD20: { data: [] },
  getSynchronizeUnit: { data: [] },
  registerAgency: {},
  deleteAgency: {},
  sendEdoc: { DocId: '' },
  getReceivedEdocList: { data: [] },
  getEdoc: { data: '' },
  updateStatus: {},
  getSentEdocList: { data: [] },
  countReceiveEdoc: { count: 0 },
  countReceiveStatus: { count: 0 },
};
const rows: Readonly<Record<string, Fields>> = {
  getAgenciesList: { id: text, pid: text, code: text, name: text, mail: text, oldCode: text },
  getAgenciesListQD20: { id: text, code: text, name: text, mail: text, code102: text },
  getSynchronizeUnit: {
    ...{ id: text, pid: text, code: text, name: text, mail: text, version: number, centerCode: text },
    ...{ deleted: truth, modifyDate: text, isAgency: truth },
  },
  getReceivedEdocList: {
    ...{ docId: text, serviceType: text, messageType: text, created_time: text, updated_time: text },
    ...{ from: text, to: text, status: text, status_desc: text },
  },
  getSentEdocList: {
    ...{ serviceType: text, messageType: text, senderDocId: text, receiverDocId: text, fromCode: text, toCode: text },
    ...{ title: text, notation: text, sentTime: text, receivedTime: text, sendStatus: text, sendStatusDesc: text },
    ...{ receiveStatus: text, receiveStatusDesc: text },
  },
};

/** As the library takes it: 200, JSON, US-ASCII. */
function read({ status, headers, body }: RawReply): Fields {
  expect([status, headers.get('content-type')]).toEqual([200, 'application/json;charset=UTF-8']);
  expect(body.toString('latin1')).toMatch(/^[\x20-\x7e]*$/);
  return JSON.parse(body.toString('latin1')) as Fields;
}

const kindOf = (value: unknown): string => (Array.isArray(value) ? 'list' : typeof value);
const kinds = (answer: Fields): object =>
  Object.fromEntries(
    Object.entries(answer)
      .map(([name, value]) => [name, kindOf(value)])
      .sort(),
  );
const all = { status: '', ErrorCode: '', ErrorDesc: '' };

function expectGood(operation: string, answer: Fields): void {
  expect(answer).toMatchObject({ status: 'OK', ErrorCode: '0', ErrorDesc: '' });
  expect(kinds(answer)).toEqual(kinds({ ...all, ...empty[operation] }));
  if (Array.isArray(answer['data'])) for (const row of answer['data']) expect(row).toEqual(rows[operation]);
}

function expectRefused(operation: string, answer: Fields): void {
  expect(answer).toEqual({ status: 'FAIL', ErrorCode: text, ErrorDesc: text, ...empty[operation] });
  expect(answer['ErrorDesc']).not.toBe('');
}

const recorded = (version: Version, operation: string, has = ''): RecordedRequest =>
  recordedRequests(version).find((one) => one.operation === operation && one.headers.join('\n').includes(has))!;

describe.each(versions)('version %s', (version) => {
  test('everything recorded is answered in a form it can read, in its order', async () => {
    for (const request of recordedRequests(version)) {
      const { operation } = request;
      const reply = await replay(network.address, request);
      const unknown = request.headers.includes('XroadVnpt-docId: 7');
      const isAboutOne = ['getEdoc', 'downloadEdoc', 'updateStatus'].includes(operation);
      if (operation === 'downloadEdoc') expect([reply.status, reply.body.length]).toEqual([200, 0]);
      else if (unknown && isAboutOne) expectRefused(operation, read(reply));
      else expectGood(operation, read(reply));
    }
  });

  test('what it sent is stored without the two bytes behind it', async () => {
    const request = recorded(version, 'sendEdoc', 'messagetype: edoc');
    const { DocId } = read(await replay(network.address, request));
    const file = Buffer.from(request.bodyBase64, 'base64').subarray(0, -2);
    const { bytes } = await (await network.agency('H54.13')).package(DocId as string);
    expect(hash('sha256', bytes, 'hex')).toBe(hash('sha256', file, 'hex'));
  });

  test('a document that waits is fetched and noted, in the same form', async () => {
    const ask = async (operation: string, fields: Fields = {}): Promise<RawReply> =>
      replay(network.address, withFields(recorded(version, operation), { docId: waiting, ...fields } as never));
    const fetched = read(await ask('getEdoc'));
    expectGood('getEdoc', fetched);
    const bytes = Buffer.from(fetched['data'] as string, 'base64');
    expect(bytes.toString()).toContain('H01,2026/11/27,7/CV-VPTW');
    if (version === '2.0.1') expect((await ask('downloadEdoc')).body).toEqual(bytes);
    expectGood('updateStatus', read(await ask('updateStatus', { status: 'processing' })));
  });

  test('every operation is refused in the form of its good answer, whatever is wrong with its headers', async () => {
    for (const request of recordedRequests(version)) {
      const { operation, headers } = request;
      const instead = (from: RegExp, to: string) => headers.map((line) => (from.test(line) ? to : line));
      const wrong: Readonly<Record<string, readonly string[]>> = {
        'another HMAC': instead(/hash-header:/, `XroadVnpt-hash-header: ${'0'.repeat(64)}`),
        'no system id': headers.filter((line) => !line.includes('systemid:')),
        'an unknown system in Vietnamese letters': instead(/systemid:/, latin1('XroadVnpt-systemid: Thái Bình')),
        'letters cut to their low bytes': [...headers, 'XroadVnpt-filePath: \x10\xa1ng k\xfd'],
        '30 KB of one field': [...headers, `XroadVnpt-filePath: ${'x'.repeat(30_000)}`],
        'a broken text': signed(headers, '{"XroadVnpt-systemid":"00.54'),
        'an expectation': [...headers.filter((line) => !line.startsWith('Expect')), 'Expect: everything'],
      };
      for (const [what, changed] of Object.entries(wrong)) {
        const reply = await replay(network.address, { ...request, headers: changed });
        if (operation !== 'downloadEdoc') expectRefused(operation, read(reply));
        else {
          expect([what, reply.status, reply.body.length]).toEqual([what, 200, 0]);
          expect(reply.headers.get('xroadvnpt-errordesc')).toMatch(/^[\x20-\x7e]+$/);
          expect(reply.headers.get('xroadvnpt-status')).toBe('FAIL');
        }
      }
    }
  });
});

const latin1 = (line: string): string => Buffer.from(line).toString('latin1');

function signed(headers: readonly string[], said: string): string[] {
  const mac = createHmac('sha256', recordedSecret).update(said).digest('hex');
  return headers.map((line) =>
    line.replace(/^(XroadVnpt-sign-header: ).*/, `$1${said}`).replace(/^(XroadVnpt-hash-header: ).*/, `$1${mac}`),
  );
}

describe('what was signed for one operation', () => {
  const at = (request: RecordedRequest, operation: string): RecordedRequest => ({
    ...request,
    path: request.path.replace(/[^/]+$/, operation),
    operation,
  });

  test('is refused at another where the media type of a package was signed', async () => {
    const request = recorded('2.0.1', 'sendEdoc');
    for (const other of ['getReceivedEdocList', 'registerAgency', 'countReceiveEdoc'])
      expect(read(await replay(network.address, at(request, other)))).toMatchObject({ ErrorCode: '15' });
  });

  test('lacks the fields of operations that need their own', async () => {
    for (const other of ['sendEdoc', 'deleteAgency', 'updateStatus', 'getEdoc'])
      expectRefused(other, read(await replay(network.address, at(recorded('2.0.1', 'getAgenciesList'), other))));
  });
});

test('a file without the two bytes, with a digest and without, and a form are the same document', async () => {
  const request = recorded('2.0.1', 'sendEdoc', 'messagetype: edoc');
  const body = Buffer.from(request.bodyBase64, 'base64');
  const { DocId } = read(await replay(network.address, request));
  const file = body.subarray(0, -2);
  const measured = (bytes: Buffer, headers = request.headers): RecordedRequest => ({
    ...request,
    bodyBase64: bytes.toString('base64'),
    headers: headers.map((line) => line.replace(/^(Content-Length: ).*/, `$1${bytes.length}`)),
  });
  const { 'XroadVnpt-hash-file': _, ...unhashed } = JSON.parse(
    request.headers.find((line) => line.startsWith('XroadVnpt-sign-header: '))!.slice(23),
  ) as Record<string, string>;
  const withoutDigest = signed(request.headers, JSON.stringify(unhashed));
  const part =
    'Content-Disposition: form-data; name="file_doc"; filename="a"\r\nContent-Type: application/octet-stream';
  const form = (bytes: Buffer) =>
    measured(
      Buffer.concat([Buffer.from(`--x\r\n${part}\r\n\r\n`), bytes, Buffer.from('\r\n--x--\r\n')]),
      request.headers.map((line) => line.replace(/^Content-Type: .*/, 'Content-Type: multipart/form-data; boundary=x')),
    );
  for (const other of [
    measured(file),
    measured(body, withoutDigest),
    measured(file, withoutDigest),
    form(file),
    form(body),
  ])
    expect(read(await replay(network.address, other))).toMatchObject({ status: 'OK', DocId });
  const cut = read(await replay(network.address, measured(file.subarray(0, -1))));
  expect(cut).toMatchObject({ status: 'FAIL', ErrorCode: '21', DocId: '' });
});

test('a head in two pieces is answered in the form of the door', async () => {
  const request = recorded('2.0.1', 'countReceiveEdoc');
  const head = `POST ${request.path} HTTP/1.1\r\nX-Long: ${'x'.repeat(30_000)}\r\nContent-Length: 0\r\n\r\n`;
  expectRefused('countReceiveEdoc', read(await exchangeBytes(network.address, [Buffer.from(head)])));
});
