/** What the authority tells the world is judged by openssl; what it does, only those may ask whose role it is; what it did stays written. */
import { spawnSync } from 'node:child_process';
import { appendFile, readFile, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { makeKey, makeRequest } from '@lienthong/signature';
import { auditJournal } from '../../apps/trust/src/audit/audit-journal.js';
import { rolesByRoute } from '../../apps/trust/src/edge/authenticate.js';
import {
  derIn,
  testWithOpenssl,
  openssl,
  opensslAsking,
  pem,
  verifyCertificate,
} from '../../libs/signature/support/openssl.js';
import { ask } from '../support/door.js';
import { applicationOf, roleNames, subjectOf, TrustStory, type Issued } from '../support/trust.js';

let trust: TrustStory;
let holder: Issued;
beforeAll(async () => {
  trust = await TrustStory.start();
  holder = await trust.issue({ agency: 'H54.07', commonName: 'Sở Giao thông vận tải' });
});
afterAll(() => trust.stop());

const published = (path: string) => trust.client.published(`/pki/${path}`);

async function chainFiles() {
  const [anchors, intermediates] = [await published('anchors.pem'), await published('intermediates.pem')];
  const issuing = pem('CERTIFICATE', await published('certificates/state-g2.crt'));
  return { 'roots.pem': anchors, 'below.pem': intermediates, 'issuing.pem': issuing };
}

/** `openssl ocsp` as a program of anybody else asks: SHA-1 names, a nonce, POST. */
async function ocsp(certificate: Buffer, digest: string[] = []) {
  const files = { ...(await chainFiles()), 'asked.pem': pem('CERTIFICATE', certificate) };
  const words = `-issuer issuing.pem -cert asked.pem -url ${trust.url}/ocsp -CAfile roots.pem -verify_other below.pem`;
  return opensslAsking(files, 'ocsp', ...digest, ...words.split(' '));
}

describe('what everybody may ask', () => {
  testWithOpenssl('a certificate names where to ask, and openssl finds it good with the published list', async () => {
    const names = ['root-g2', 'state-g2'];
    const crls = await Promise.all(names.map((name) => published(`lists/${name}.crl`)));
    const [anchor, issuing] = await Promise.all(names.map((name) => published(`certificates/${name}.crt`)));
    const chain = { anchors: [anchor!], intermediates: [issuing!], crls };
    expect(verifyCertificate(holder.certificate, chain, new Date())).toMatchObject({ isGood: true });
    const { said } = openssl({ 'c.der': holder.certificate }, ...'x509 -inform DER -in c.der -noout -text'.split(' '));
    expect(said).toContain(`OCSP - URI:${trust.url}/ocsp`);
    expect(said).toContain(`CA Issuers - URI:${trust.url}/pki/certificates/state-g2.crt`);
    expect(said).toContain(`URI:${trust.url}/pki/lists/state-g2.crl`);
  });

  testWithOpenssl('openssl ocsp hears good, suspended, revoked and unknown, by SHA-1 and by SHA-256', async () => {
    const other = await trust.issue({ agency: 'H54.08' });
    for (const digest of [[], ['-sha256']]) {
      const { said } = await ocsp(other.certificate, digest);
      expect(said).toMatch(/asked.pem: good[\s\S]*Response verify OK/);
    }
    await trust.client.suspend(trust.keys.operator, [other.serial]);
    expect((await ocsp(other.certificate)).said).toMatch(/revoked[\s\S]*certificateHold/);
    await trust.client.revoke(trust.keys.operator, [other.serial], 'postChangedRetiredOrDied');
    expect((await ocsp(other.certificate)).said).toMatch(/revoked[\s\S]*affiliationChanged/);
    const stranger = openssl(
      {},
      ...'req -x509 -newkey rsa:2048 -nodes -keyout /dev/null -subj /CN=x -outform DER'.split(' '),
    );
    expect((await ocsp(derIn(stranger))).said).toContain('asked.pem: unknown');
  });

  testWithOpenssl('an OCSP request in the path is answered as well, and noise as malformed', async () => {
    const files = { ...(await chainFiles()), 'asked.pem': pem('CERTIFICATE', holder.certificate) };
    const made = 'ocsp -issuer issuing.pem -cert asked.pem -no_nonce -reqout -'.split(' ');
    const request = derIn(openssl(files, ...made));
    const path = `/ocsp/${encodeURIComponent(request.toString('base64'))}`;
    const { status, headers, body } = await ask(trust.url, { method: 'GET', path });
    expect([status, headers['content-type']]).toEqual([200, 'application/ocsp-response']);
    const words = 'ocsp -respin answer -issuer issuing.pem -cert asked.pem -CAfile roots.pem -verify_other below.pem';
    expect(openssl({ ...files, answer: body }, ...words.split(' ')).said).toContain('asked.pem: good');
    const noise = await ask(trust.url, {
      method: 'POST',
      path: '/ocsp',
      type: 'application/ocsp-request',
      body: 'noise',
    });
    expect([noise.status, noise.body.toString('hex')]).toEqual([200, '30030a0101']);
  });

  testWithOpenssl('openssl ts makes a request and finds the stamp good', async () => {
    const files = { ...(await chainFiles()), letter: 'Công văn' };
    const query = derIn(openssl(files, ...'ts -query -data letter -sha256 -cert'.split(' ')));
    const type = 'application/timestamp-query';
    const { status, body } = await ask(trust.url, { method: 'POST', path: '/tsa', type, body: query });
    expect(status).toBe(200);
    const words = 'ts -verify -in answer -queryfile query -CAfile roots.pem -untrusted below.pem';
    const verdict = openssl({ ...files, query, answer: body }, ...words.split(' '));
    expect(verdict).toMatchObject({ isGood: true, said: expect.stringContaining('Verification: OK') });
    const wrong = await ask(trust.url, { method: 'POST', path: '/tsa', type: 'text/plain', body: 'x' });
    expect([wrong.status, wrong.headers['content-type']]).toEqual([415, 'application/problem+json; charset=utf-8']);
  });

  test('a list is told to be the same by its number, and unknown ones are not there', async () => {
    const { headers } = await ask(trust.url, { method: 'GET', path: '/pki/lists/party-g1.crl' });
    expect(headers['content-type']).toBe('application/pkix-crl');
    const again = await fetch(`${trust.url}/pki/lists/party-g1.crl`, { headers: { 'if-none-match': headers.etag! } });
    expect(again.status).toBe(304);
    const none = await ask(trust.url, { method: 'GET', path: '/pki/lists/..%2Fkeys%2Froot-g2.pem' });
    expect([none.status, JSON.parse(none.body.toString()).code]).toEqual([404, 'certificate-not-found']);
  });
});

describe('what only some may do', () => {
  const [methods, paths] = [/^\w+/, /\/\S+/];
  const cases = Object.entries(rolesByRoute).flatMap(([route, allowed]) =>
    roleNames.filter((role) => !allowed.includes(role)).map((role) => [route, role] as const),
  );

  test.each(cases)('%s is refused to a key of role %s', async (route, role) => {
    const method = methods.exec(route)![0] as 'GET';
    const path = paths.exec(route)![0].replace(/:\w+/, 'a'.repeat(32));
    const { status, body } = await ask(trust.url, { method, path, key: trust.keys[role] });
    expect([status, JSON.parse(body.toString()).code]).toEqual([403, 'role-forbidden']);
  });

  test('nothing under /api/v1 is answered without a key, or with one that was withdrawn', async () => {
    for (const route of Object.keys(rolesByRoute)) {
      const asked = {
        method: methods.exec(route)![0] as 'GET',
        path: paths.exec(route)![0].replace(/:\w+/, 'a'.repeat(32)),
      };
      expect((await ask(trust.url, asked)).status).toBe(401);
      const written = asked.path.replace('/api', '/%61p%69');
      expect((await ask(trust.url, { ...asked, path: written })).status).toBe(401);
    }
    const json = { type: 'application/json', key: trust.keys.operator };
    const made = await ask(trust.url, {
      ...{ ...json, method: 'POST', path: '/api/v1/keys' },
      body: JSON.stringify({ role: 'auditor', name: 'thanh tra' }),
    });
    const { key, keyId } = JSON.parse(made.body.toString()) as { key: string; keyId: string };
    const read = () => ask(trust.url, { method: 'GET', path: '/api/v1/journal', key });
    const lines = await read();
    expect(lines.status).toBe(200);
    expect(lines.body.toString()).not.toContain(key);
    await ask(trust.url, { method: 'DELETE', path: `/api/v1/keys/${keyId}`, key: trust.keys.operator });
    expect(JSON.parse((await read()).body.toString()).code).toBe('key-expired');
  });

  test('a request without proof of its key, or for another agency, gets no certificate', async () => {
    const request = makeRequest(await makeKey(), subjectOf({ agency: 'H54.09' }));
    const forged = Buffer.from(request);
    forged[forged.length - 1] = (forged.at(-1) ?? 0) ^ 1;
    const outcomes = await trust.client.apply(trust.keys.registrar, [
      applicationOf({ agency: 'H54.09' }, forged),
      applicationOf({ agency: 'H54.10' }, request),
      applicationOf({ agency: 'ngoài danh bạ' }, request),
      applicationOf({ agency: 'H54.09' }, request),
    ]);
    const codes = outcomes.map((one) => ('refusal' in one ? one.refusal.code : one.state));
    expect(codes).toEqual(['signature-invalid', 'certificate-of-another-agency', 'request-invalid', 'waiting']);
  });

  test('a list within thousands of lists is no list of requests', async () => {
    const asked = { path: '/api/v1/applications', type: 'application/json', key: trust.keys.registrar };
    const lists = '['.repeat(50_000) + ']'.repeat(50_000);
    const { status, body } = await ask(trust.url, { ...asked, method: 'POST', body: lists });
    expect([status, JSON.parse(body.toString()).code]).toEqual([400, 'request-invalid']);
  });

  test('no certificate lasts longer than the decree allows, begins in the past, or renews one that was ended', async () => {
    const years = (count: number) => new Date(Date.now() + count * 365.3 * 86_400_000);
    await expect(trust.issue({ agency: 'H54.11', to: years(6) })).rejects.toMatchObject({ code: 'request-invalid' });
    const early = trust.issue({ agency: 'H54.11', from: years(-1), to: years(1) });
    await expect(early).rejects.toMatchObject({ code: 'request-invalid' });
    const first = await trust.issue({ agency: 'H54.12' });
    const renewal = {
      ...applicationOf({ agency: 'H54.12' }, makeRequest(first.key, subjectOf({ agency: 'H54.12' }))),
      renews: first.serial,
    };
    const [applied] = await trust.client.apply(trust.keys.registrar, [renewal]);
    const id = 'id' in applied! ? applied.id : '';
    await expect(trust.client.issue(trust.keys.operator, [id], { to: years(4) })).rejects.toMatchObject({
      code: 'request-invalid',
    });
    const [issued] = await trust.client.issue(trust.keys.operator, [id]);
    const view = await trust.client.certificate(trust.keys.auditor, issued!.serial!);
    expect(Date.parse(view.to) - Date.parse(view.from)).toBeLessThanOrEqual(3 * 366 * 86_400_000);
    await trust.client.revoke(trust.keys.operator, [first.serial], 'deviceStopped');
    const [refused] = await trust.client.apply(trust.keys.registrar, [{ ...renewal, commonName: 'x' }]);
    expect(refused).toMatchObject({ refusal: { code: 'certificate-state' } });
    const unknown = trust.client.revoke(trust.keys.operator, ['4'.repeat(32)], 'deviceStopped');
    await expect(unknown).rejects.toMatchObject({ status: 404, code: 'certificate-not-found' });
  });
});

describe('what was done', () => {
  const folder = () => join(trust.folder, 'authority');
  const findings = async () => (await auditJournal(folder(), [])).findings;

  test('is all there after a restart, and the journal agrees with itself', async () => {
    const before = await trust.client.certificates(trust.keys.auditor, { limit: 500 });
    const number = (await fetch(`${trust.url}/pki/lists/state-g2.crl`)).headers.get('etag');
    await trust.restart();
    expect(await trust.client.certificates(trust.keys.auditor, { limit: 500 })).toEqual(before);
    expect((await fetch(`${trust.url}/pki/lists/state-g2.crl`)).headers.get('etag')).toBe(number);
    expect(await findings()).toEqual([]);
  });

  test('a line that was never finished is not part of it', async () => {
    await trust.restart(() => appendFile(join(folder(), 'journal'), '0123456789 {"did":'));
    expect(await findings()).toEqual([]);
  });

  test('shows every change: a line altered, a tail cut off, a list or the stamp replaced', async () => {
    const [journal, head] = [join(folder(), 'journal'), join(folder(), 'head.json')];
    const [text, stamp] = [await readFile(journal, 'utf8'), await readFile(head, 'utf8')];
    await writeFile(journal, text.replace('"did":"revoked"', '"did":"resumed"'));
    expect(await findings()).toEqual([expect.stringMatching(/^line \d+ of the journal was changed/)]);
    await writeFile(journal, text);
    await truncate(journal, text.lastIndexOf('\n', text.length - 2) + 1);
    expect(await findings()).toContainEqual(expect.stringContaining('was stamped'));
    await expect(trust.restart()).rejects.toThrow('the service does not start');
    await writeFile(journal, text);
    const { token, ...rest } = JSON.parse(stamp) as { token: string };
    await writeFile(head, JSON.stringify({ ...rest, token: `${token.slice(0, -8)}AAAAAAA=` }));
    expect(await findings()).toEqual([expect.stringContaining('stamp')]);
    await writeFile(head, stamp);
    const list = join(folder(), 'lists', 'state-g2.crl');
    await writeFile(list, await readFile(join(folder(), 'lists', 'state-g1.crl')));
    expect(await findings()).toContainEqual('the revocation list of state-g2 is not the one that was published');
    await trust.restart().catch(() => trust.restart());
    expect(await findings()).toEqual([]);
  });

  test('the keys on the disk open with the passphrase only', async () => {
    const key = await readFile(join(folder(), 'keys', 'root-g2.pem'), 'utf8');
    expect(key).toContain('ENCRYPTED');
    const wrong = spawnSync('openssl', ['pkey', '-noout', '-passin', 'pass:another one'], { input: key });
    expect(wrong.status).not.toBe(0);
  });
});
