/** A centre under an alias, that sends in its own name; what it says comes out as it was written, on both sides of the hops. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readStatus, writeStatus, type StatusMessage } from '@lienthong/edxml';
import { AxisClient } from '../support/axis-client.js';
import { makePackage, Network, office, otherOffice } from '../support/network.js';
import { ProvincialClient } from '../support/provincial-client.js';
import { until } from '../support/waits.js';

const alias = '000.00.00.H05';
let network: Network;
let base: string;
let here: AxisClient;
let there: AxisClient;

beforeAll(async () => {
  network = await Network.start('names of centres');
  const { operator } = network.operator();
  const [one, other] = [
    await operator.addSystem({ code: office }),
    await operator.addSystem({ code: otherOffice, aliases: [alias, 'vxp.saas.03'] }),
  ];
  base = network.address + one.path;
  here = new AxisClient(base, office, one.secret);
  there = new AxisClient(base, alias, other.secret);
});
afterAll(() => network.stop());

const waits = { deadlineMs: 15_000 };
const statusFrom = (bytes: Buffer): StatusMessage => {
  const read = readStatus(bytes);
  if ('refusal' in read) throw new Error(read.refusal.detail);
  return read.value;
};

async function statusAt(client: AxisClient, docId: string): Promise<StatusMessage> {
  const isThere = async () => (await client.received('status')).some((row) => row['docId'] === docId);
  await until(isThere, { ...waits, what: `the status ${docId}` });
  return statusFrom(await client.getEdoc(docId));
}

/** As a client of old codes writes it, three days ago. */
const said = (documentId: string, code: number, from: string, to: string): StatusMessage => ({
  from: { organId: from, organName: 'Văn phòng' },
  responseFor: { organId: to, code: ' 7/cv', documentId, promulgationDate: '2020-03-02' },
  staff: {
    department: 'Phòng Văn thư',
    staff: 'Nguyễn Văn A',
    mobile: '0912',
    email: 'a@b.vn',
    departmentId: 'PB1',
    staffId: '17',
  },
  statusCode: code,
  description: 'Đã nhận bản giấy',
  timestamp: '2020-02-28T09:08:07+07:00',
});

describe('a centre under an alias', () => {
  test('is told so where its centre is named, and is listed with its names', async () => {
    const units = (await there.good('getSynchronizeUnit')).data as Record<string, unknown>[];
    expect(units).toContainEqual(
      expect.objectContaining({ id: alias, code: alias, centerCode: alias, isAgency: false }),
    );
    expect(units).toContainEqual(expect.objectContaining({ code: 'H05', centerCode: alias, pid: alias }));
    const systems = await network.operator().operator.systems();
    expect(systems).toMatchObject([{ code: otherOffice, aliases: [alias, 'vxp.saas.03'] }, { code: office }]);
  });

  test('of another system is refused, as is a hub code', async () => {
    const { operator } = network.operator();
    for (const [taken, words] of [
      [alias, 'another system'],
      [otherOffice, 'hub code'],
    ] as const)
      await expect(operator.addSystem({ code: office, aliases: [taken] })).rejects.toMatchObject({
        detail: expect.stringContaining(words),
      });
    await here.good('getAgenciesList');
  });

  test('sends for the agency that the message names, if it lives there', async () => {
    const own = makePackage({ from: alias, to: ['H54.01'], documentId: 'own' });
    expect(await there.sendEdoc(alias, own)).toMatchObject({ status: 'OK' });
    expect(await there.sendEdoc(otherOffice, own)).toMatchObject({ status: 'OK' });
    for (const from of [alias, otherOffice])
      expect(await there.sendEdoc(from, makePackage({ from: 'H54.01', to: ['H05'] }))).toMatchObject({
        ...{ status: 'FAIL', ErrorCode: '19', DocId: '' },
        ErrorDesc: expect.stringContaining('MessageHeader.From.OrganId'),
      });
    expect(await there.sendEdoc(alias, Buffer.from('no XML'))).toMatchObject({ ErrorCode: '10', DocId: '' });
  });
});

describe('what an author wrote', () => {
  const codes = ['000.00.01.H54', alias] as const;
  let document: string;

  beforeAll(async () => {
    const [from, to] = codes;
    const sent = makePackage({
      from,
      to: [to],
      documentId: 'H54.01-7',
      change: { code: { number: '7', notation: 'CV' } },
    });
    document = (await here.sendEdoc(from, sent)).DocId!;
    const hasCome = async () => (await there.received()).some(({ docId }) => docId === `${document}-H05`);
    await until(hasCome, { ...waits, what: 'the document' });
  });

  test('of a document is the form of codes in statuses that nobody wrote', async () => {
    expect(await statusAt(here, `${document}-H05-1`)).toMatchObject({
      ...{ statusCode: 1, from: { organId: alias }, responseFor: { organId: '000.00.01.H54', documentId: 'H54.01-7' } },
    });
    const [row] = (await there.received()).filter(({ docId }) => docId === `${document}-H05`);
    expect(row).toMatchObject({ to: alias });
  });

  test('in a status reaches its reader: codes, time, staff, at the axis and at the provincial door', async () => {
    const status = said('H54.01-7', 3, alias, '000.00.01.H54');
    expect(await there.sendEdoc(alias, writeStatus(status), 'status')).toMatchObject({ DocId: `${document}-H05` });
    const told = { ...status, responseFor: { ...status.responseFor, code: '7/cv' } };
    expect(await statusAt(here, `${document}-H05-2`)).toMatchObject(told);
    const [minted] = await network.operator().operator.mintKeys(['H54.01']);
    const province = new ProvincialClient(network.address, 'H54.01', minted!.key);
    const { data } = await province.getEdoc(`${document}-H05-2`);
    expect(statusFrom(Buffer.from(data as string, 'base64'))).toMatchObject(told);
  });

  test('in a recall reaches its reader as well', async () => {
    const recall = said('H54.01-7', 13, '000.00.01.H54', alias);
    expect(await here.sendEdoc(office, writeStatus(recall), 'status')).toMatchObject({ status: 'OK' });
    const { responseFor, ...others } = await statusAt(there, `${document}-H05-r1`);
    expect(others).toMatchObject({
      statusCode: 13,
      from: recall.from,
      timestamp: recall.timestamp,
      staff: recall.staff,
    });
    expect(responseFor).toMatchObject({ organId: alias, documentId: 'H54.01-7' });
  });
});

describe('dates of a list', () => {
  const ids = async (client: AxisClient, operation: string, dates: Record<string, string>) => {
    client.put({ servicetype: 'eDoc', messagetype: 'edoc', docId: '', fromDate: '', toDate: '', ...dates });
    return ((await client.good(operation)).data as object[]).length;
  };

  test.each(['getReceivedEdocList', 'getSentEdocList'])('limit %s', async (operation) => {
    const client = operation === 'getSentEdocList' ? here : there;
    expect(await ids(client, operation, {})).toBe(1);
    for (const day of ['2020/03/02', '2020-3-2', '02/03/2020', '2020/03/02 00:00:00'])
      expect(await ids(client, operation, { fromDate: day })).toBe(1);
    expect(await ids(client, operation, { fromDate: '2020/03/02', toDate: '2020/03/02' })).toBe(1);
    expect(await ids(client, operation, { fromDate: '2020/03/03' })).toBe(0);
    expect(await ids(client, operation, { toDate: '01/03/2020' })).toBe(0);
    client.put({ fromDate: '2020/02/30', toDate: '' });
    const wrong = await client.ask({ method: 'POST', operation });
    expect(wrong).toMatchObject({ status: 'FAIL', ErrorCode: '10', data: [] });
    expect(wrong.ErrorDesc).toContain('XroadVnpt-fromDate');
  });
});

test('a package as the real axis has it since 2025 travels, and comes out byte for byte', async () => {
  const written = makePackage({
    ...{ from: 'H54.01', to: ['H05'], documentId: '2025' },
    change: { code: { number: '20200302000123', notation: 'CV' }, to: [{ organId: 'H05', organName: '' }] },
  }).toString();
  const trace = '<edXML:TraceHeader><edXML:Timestamp>2020/03/02 07:00:00</edXML:Timestamp></edXML:TraceHeader>';
  const bytes = Buffer.from(written.replace('<edXML:TraceHeaderList>', `<edXML:TraceHeaderList>${trace}`));
  const { DocId } = await here.sendEdoc('H54.01', bytes);
  expect(DocId).not.toBe('');
  const reader = await network.agency('H05');
  await until(async () => (await reader.inbox()).items.some((one) => one.document === DocId), { ...waits, what: 'it' });
  expect((await reader.package(DocId!)).bytes).toEqual(bytes);
});
