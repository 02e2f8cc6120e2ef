/** The national axis' API as the vendor's SDK speaks it: a centre sends, lists, fetches and answers, next to agencies of our own API. */
import { hash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readPackage, readStatus, writeStatus, type StatusMessage } from '@lienthong/edxml';
import { AxisClient } from '../support/axis-client.js';
import { makePackage, Network, axis, office, otherOffice } from '../support/network.js';
import { until } from '../support/waits.js';

let network: Network;
/** Of Thái Bình, whose agencies use our own API as well, and of Bắc Ninh. */
let here: AxisClient;
let there: AxisClient;

async function centre(code: string): Promise<AxisClient> {
  const { secret, path } = await network.operator().operator.addSystem({ code });
  return new AxisClient(network.address + path, code, secret);
}

const operations = ['getAgenciesList', 'getAgenciesListQD20', 'getSynchronizeUnit'] as const;

async function waitFor(client: AxisClient, kind: 'edoc' | 'status', from: string): Promise<Record<string, string>> {
  const found = async () => (await client.received(kind)).find((row) => row['from'] === from);
  return until(found, { deadlineMs: 15_000, what: `a ${kind} from ${from} at ${client.system}` });
}

function statusOf(bytes: Buffer): StatusMessage {
  const read = readStatus(bytes);
  if ('refusal' in read) throw new Error(read.refusal.detail);
  return read.value;
}

const answerTo = (documentId: string, statusCode: number, from = 'H05'): Buffer =>
  writeStatus({
    from: { organId: from, organName: 'Cơ quan nhận' },
    responseFor: { organId: 'H54.01', code: '1/CV', documentId, promulgationDate: '2020-03-02' },
    staff: { staff: 'Văn thư' },
    statusCode,
    description: 'Không thuộc thẩm quyền',
    timestamp: '2020-03-02T09:00:00+07:00',
  });

beforeAll(async () => {
  network = await Network.start('axis door', { processes: 2 });
  [here, there] = [await centre(office), await centre(otherOffice)];
});
afterAll(() => network.stop());

describe('two centres at the national axis', () => {
  test('see the agencies, in both lists and as units with their versions', async () => {
    const [agencies, topmost, units] = await Promise.all(operations.map((name) => client(name)));
    expect(agencies).toContainEqual({
      ...{ id: 'H54.01', pid: 'H54', code: 'H54.01', name: 'Sở Nội vụ', mail: '', oldCode: '000.00.01.H54' },
    });
    expect(topmost!.map(({ code, code102 }) => [code, code102])).toEqual([
      ['H05', '000.00.00.H05'],
      ['H54', '000.00.00.H54'],
    ]);
    const unit = { id: 'H54', pid: office, code: 'H54', name: 'UBND tỉnh Thái Bình', mail: '', centerCode: office };
    const modifyDate = expect.stringMatching(/^\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d$/);
    expect(units).toContainEqual({ ...unit, version: expect.any(Number), deleted: false, isAgency: true, modifyDate });
    expect(units!.filter(({ isAgency }) => isAgency === false)).toHaveLength(3);
  });

  async function client(operation: string): Promise<Record<string, unknown>[]> {
    here.put({ level: '1' });
    return (await here.good(operation)).data as Record<string, unknown>[];
  }

  test('exchange a document, its statuses and nothing twice', async () => {
    const bytes = makePackage({ to: ['H05'], documentId: 'H54.01,2020/03/02,700/CV' });
    const { DocId } = await here.sendEdoc('H54.01', bytes);
    expect((await here.sendEdoc('000.00.01.H54', bytes)).DocId).toBe(DocId);

    const row = await waitFor(there, 'edoc', 'H54.01');
    expect(row).toEqual({
      ...{ docId: `${DocId}-H05`, serviceType: 'eDoc', messageType: 'edoc', from: 'H54.01', to: 'H05' },
      ...{ created_time: expect.stringMatching(/^2020\/03\/02 /), updated_time: expect.any(String) },
      ...{ status: 'initial', status_desc: 'Chờ nhận' },
    });
    expect((await there.good('countReceiveEdoc')).count).toBe(1);
    expect((await there.ask({ method: 'GET', operation: 'countReceiveEdoc' })).count).toBe(1);

    const fetched = await there.getEdoc(row['docId']!);
    expect(await there.downloadEdoc(row['docId']!)).toEqual(fetched);
    const [sent, came] = [readPackage(bytes), readPackage(fetched)];
    if ('refusal' in sent || 'refusal' in came) throw new Error('a package can not be read');
    expect(came.value.contentDigest).toEqual(sent.value.contentDigest);
    expect(came.value.document.trace.map(({ organId }) => organId)).toEqual([office, axis, otherOffice]);

    expect((await there.updateStatus(row['docId']!, 'processing')).status).toBe('OK');
    expect(await there.received()).toMatchObject([{ docId: row['docId'], status: 'processing' }]);
    expect((await there.updateStatus(row['docId']!, 'done')).status).toBe('OK');
    expect(await there.received()).toEqual([]);
    expect((await there.updateStatus(row['docId']!, 'processing')).ErrorDesc).toContain('done already');

    expect(await there.sendEdoc('H05', answerTo('H54.01,2020/03/02,700/CV', 3), 'status')).toMatchObject({
      ErrorDesc: '',
    });
    const arrived = await until(
      async () => {
        const rows = await here.received('status');
        return rows.length === 2 && rows;
      },
      { deadlineMs: 15_000, what: 'the statuses 01 and 03' },
    );
    expect(arrived.map(({ docId, from, to }) => [docId, from, to])).toEqual([
      [`${DocId}-H05-1`, 'H05', 'H54.01'],
      [`${DocId}-H05-2`, 'H05', 'H54.01'],
    ]);
    expect(statusOf(await here.getEdoc(`${DocId}-H05-2`))).toMatchObject({
      ...{
        from: { organId: 'H05' },
        statusCode: 3,
        staff: { staff: 'Văn thư' },
        description: 'Không thuộc thẩm quyền',
      },
      responseFor: { organId: 'H54.01', documentId: 'H54.01,2020/03/02,700/CV', promulgationDate: '2020-03-02' },
    });
    for (const { docId } of arrived) await here.updateStatus(docId!, 'done');
    expect((await here.good('countReceiveStatus')).count).toBe(0);
    expect(await here.sent(DocId)).toMatchObject([
      { senderDocId: DocId, receiverDocId: `${DocId}-H05`, toCode: 'H05', sendStatus: 'done', receiveStatus: 'done' },
    ]);
    expect(await there.sent('', 'status')).toMatchObject([
      { fromCode: 'H05', toCode: 'H54.01', messageType: 'status' },
    ]);
  });
});

describe('a centre beside agencies of our own API', () => {
  test('writes to one of them, and gets its statuses', async () => {
    const bytes = makePackage({ from: 'H05', to: ['H54.02'], documentId: 'H05,2020/03/02,9/CV' });
    const { DocId: document } = await there.sendEdoc('H05', bytes);
    const agency = await network.agency('H54.02');
    await until(async () => (await agency.inbox()).items.length, {
      deadlineMs: 15_000,
      what: 'the document at H54.02',
    });
    expect((await agency.package(document!)).bytes).toEqual(bytes);
    const said = await agency.statuses([{ document: document!, code: 2, reason: 'Sai nơi\u0001nhận' }]);
    expect(said.items).toMatchObject([{ outcome: 'recorded' }]);
    const isTold = async () => (await there.received('status')).find(({ docId }) => docId === `${document}-H54.02-2`);
    const { docId } = await until(isTold, { deadlineMs: 15_000, what: 'the status 02 at the centre' });
    const told = statusOf(await there.getEdoc(docId!));
    expect(told).toMatchObject({ statusCode: 2, description: 'Sai nơi\uFFFDnhận', from: { organId: 'H54.02' } });
    expect((await there.sent(document)).map(({ receiveStatusDesc }) => receiveStatusDesc)).toEqual([
      'Từ chối tiếp nhận: Sai nơi\u0001nhận',
    ]);
  });

  test('gets a document once for each of its agencies, urgent ones first, until one is done by any door', async () => {
    const slow = await here.sendEdoc('H54.01', makePackage({ to: ['H54.20', 'H54'] }));
    const fast = await here.sendEdoc('H54.01', makePackage({ to: ['H54.20'], priority: 3 }));
    const own = (await here.received()).filter(({ from }) => from === 'H54.01').map(({ docId }) => docId);
    expect(own[0]).toBe(`${fast.DocId}-H54.20`);
    expect(own.slice(1).sort()).toEqual([`${slow.DocId}-H54`, `${slow.DocId}-H54.20`]);
    expect((await here.updateStatus(`${slow.DocId}-H54`, 'fail')).status).toBe('OK');
    const agency = await network.agency('H54.20');
    expect((await agency.inbox({ unacknowledged: true })).items).toHaveLength(2);
    expect((await here.updateStatus(`${fast.DocId}-H54.20`, 'done')).status).toBe('OK');
    expect((await agency.inbox({ unacknowledged: true })).items.map(({ document }) => document)).toEqual([slow.DocId]);
    const left = (await here.received()).filter(({ from }) => from === 'H54.01').map(({ docId }) => docId);
    expect(left).toEqual([`${slow.DocId}-H54.20`]);
    const isAnswered = (await here.updateStatus(`${slow.DocId}-H54`, 'done')).status;
    expect(isAnswered).toBe('OK');
  });

  test('reads no package of another centre', async () => {
    const { DocId } = await here.sendEdoc('H54.01', makePackage({ to: ['H54.02'] }));
    there.put({ docId: `${DocId}-H54.02` });
    for (const operation of ['getEdoc', 'updateStatus']) {
      const said = await there.ask({ method: 'POST', operation, body: Buffer.from('{}') });
      expect(said).toMatchObject({ status: 'FAIL', ErrorCode: '10' });
    }
    expect(await there.sent(DocId)).toEqual([]);
  });

  test('sends a form with the part file_doc as well, with the digest in its usual form', async () => {
    const bytes = makePackage({ to: ['H54.02'] });
    const start = '--x\r\nContent-Disposition: form-data; name="file_doc"; filename="a.edxml"\r\n';
    const form = [
      Buffer.from(`${start}Content-Type: application/octet-stream\r\n\r\n`),
      bytes,
      Buffer.from('\r\n--x--\r\n'),
    ];
    here.put({ from: 'H54.01', servicetype: 'eDoc', messagetype: 'edoc', 'hash-file': hash('sha256', bytes, 'hex') });
    const contentType = 'multipart/form-data; boundary=x';
    const call = { method: 'POST', operation: 'sendEdoc', body: Buffer.concat(form), contentType } as const;
    expect(await here.ask(call)).toMatchObject({ status: 'OK', DocId: expect.any(String) });
  });
});

describe('the directory at a centre', () => {
  const register = (name: string) =>
    there.good(
      'registerAgency',
      Buffer.from(JSON.stringify({ id: '1', pcode: 'H05', code: '000.00.12.H05', name, mail: '' })),
    );

  async function unit(code: string): Promise<Record<string, unknown> | undefined> {
    const { data } = await here.good('getSynchronizeUnit');
    return (data as Record<string, unknown>[]).find((row) => row['code'] === code);
  }

  test('takes in an agency that can be written to at once, and lets it go without losing its way back', async () => {
    await register('Sở Y tế');
    const first = await unit('H05.12');
    expect(first).toMatchObject({ name: 'Sở Y tế', pid: 'H05', centerCode: otherOffice, deleted: false });
    const { DocId } = await there.sendEdoc('H05.12', makePackage({ from: 'H05.12', to: ['H54'] }));
    there.put({ AgencyCode: 'H05.12' });
    await there.good('deleteAgency', Buffer.from('{}'));
    const gone = await unit('H05.12');
    expect(gone).toMatchObject({ deleted: true });
    expect(gone!['version']).toBeGreaterThan(first!['version'] as number);
    expect(await here.sendEdoc('H54.01', makePackage({ to: ['H05.12'] }))).toMatchObject({ ErrorCode: '23' });
    expect(await there.sendEdoc('H05.12', makePackage({ from: 'H05.12' }))).toMatchObject({ ErrorCode: '19' });
    const isBack = async () => (await there.received('status')).find(({ docId }) => docId === `${DocId}-H54-1`);
    expect(await until(isBack, { deadlineMs: 15_000, what: 'the status 01' })).toMatchObject({ to: 'H05.12' });
    await register('Sở Y tế tỉnh');
    expect(await unit('H05.12')).toMatchObject({ name: 'Sở Y tế tỉnh', deleted: false });
  });

  test('is the same at another process, before that knows of the change', async () => {
    const { secret, path } = await network.operator().operator.addSystem({ code: office });
    const [one, other] = network.servers.map(({ address }) => new AxisClient(address + path, office, secret));
    await until(async () => (await other!.received()).length >= 0, { deadlineMs: 5_000, what: 'the new secret' });
    await one!.good('registerAgency', Buffer.from(JSON.stringify({ code: 'H54.60', name: 'Sở mới', pcode: office })));
    const { DocId } = await one!.sendEdoc('H54.01', makePackage({ to: ['H54.60'] }));
    // Rows are shown when no older transaction is open any more.
    const isListed = async () => (await other!.received()).some(({ docId }) => docId === `${DocId}-H54.60`);
    await until(isListed, { deadlineMs: 5_000, what: 'the document at the other process' });
  });
});
