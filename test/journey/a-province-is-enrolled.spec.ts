/** A clerk's table becomes keys and certificates, by the command a clerk types: files or a token, once, and again without harm. */
import { execFile } from 'node:child_process';
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readKeyFile, signDetached, Token } from '@lienthong/signature';
import { describeWithToken, makeSoftToken } from '../support/softhsm.js';
import { TrustStory } from '../support/trust.js';

const program = fileURLToPath(new URL('../../apps/cli/bin/lienthong.mjs', import.meta.url));
const passphrase = 'mật khẩu của ví';
const agencies = 28;

let trust: TrustStory;
beforeAll(async () => {
  trust = await TrustStory.start();
  const rows = Array.from({ length: agencies }, (_, at) => `H54.${at + 1},Cơ quan thứ ${at + 1},,`);
  const persons = ['H54.1,Nguyễn Văn An,person,', 'H54.90,Văn phòng Tỉnh ủy,agency,party'];
  const wrong = ['54,Không có mã,,', 'H54.1,Lặp lại,,'];
  writeFileSync(file('table.csv'), ['code,name,kind,branch', ...rows, ...persons, ...wrong].join('\n'));
  writeFileSync(file('small.csv'), 'code,name\nH54.07,Sở Giao thông vận tải\n');
  writeFileSync(file('passphrase'), passphrase);
});
afterAll(() => trust.stop());

const file = (name: string): string => join(trust.folder, name);

interface Ran {
  readonly code: number;
  readonly out: string;
  readonly errors: string;
}

/** The command as a person types it; its settings come from the environment. */
function lienthong(words: readonly string[], environment: Readonly<Record<string, string>> = {}): Promise<Ran> {
  const env = { ...process.env, DATABASE_URL: '', REDIS_URL: '', ...environment };
  const all = ['certificates', ...words, '--url', trust.url, '--data', trust.folder];
  return new Promise((resolve) => {
    execFile(process.execPath, [program, ...all], { env }, (error, out, errors) => {
      resolve({ code: error === null ? 0 : Number(error.code), out, errors });
    });
  });
}

const enrol = (...more: string[]) => lienthong(['enrol', '--agencies', file('table.csv'), '--json', ...more]);
const withFiles = (wallet: string): string[] => ['--wallet', file(wallet), '--passphrase-file', file('passphrase')];

describe('a table of agencies and persons', () => {
  test('is enrolled with progress; lines that can not be used are told with their reason', async () => {
    const { code, out, errors } = await enrol(...withFiles('wallet'), '--pkcs12');
    expect(JSON.parse(out)).toEqual({
      ...{ enrolled: agencies + 2, kept: 0, waiting: 0 },
      refused: [
        { line: agencies + 4, reason: 'code "54" is not an agency’s like H54.07' },
        { line: agencies + 5, reason: 'H54.1 stands on line 2 already' },
      ],
    });
    expect(code).toBe(1);
    expect(errors).toMatch(/certificates: 30 of 30 \(100 %\)/);
  });

  test('leaves encrypted keys and their certificates behind, as PKCS#12 as well', () => {
    const certificate = new X509Certificate(readFileSync(file('wallet/certificates/H54.1.nguyen-van-an.pem')));
    expect(certificate.subject).toContain('organizationIdentifier=H54.1');
    const pem = readFileSync(file('wallet/keys/H54.1.nguyen-van-an.pem'));
    expect(() => createPrivateKey(pem)).toThrow();
    expect(certificate.checkPrivateKey(readKeyFile(pem, passphrase).key)).toBe(true);
    const bundle = readKeyFile(readFileSync(file('wallet/bundles/H54.90.p12')), passphrase);
    expect(new X509Certificate(bundle.certificates[0]!).issuer).toContain('Đảng');
  });

  test('enrolled again changes nothing, and goes on where it was stopped', async () => {
    const [first, second] = ['H54.1', 'H54.2'].map((who) => file(`wallet/certificates/${who}.pem`)) as [string, string];
    const kept = readFileSync(first, 'utf8');
    const lost = readFileSync(second, 'utf8');
    rmSync(second);
    const { out } = await enrol(...withFiles('wallet'));
    expect(JSON.parse(out)).toMatchObject({ enrolled: 1, kept: agencies + 1 });
    expect(readFileSync(first, 'utf8')).toBe(kept);
    // The same key asks the same question, and gets the certificate it was given before.
    expect(readFileSync(second, 'utf8')).toBe(lost);
  });

  test('without an operator’s key waits for one, and is fetched by the same command', async () => {
    const { operator, registrar } = trust.keys;
    writeFileSync(file('registrar.json'), JSON.stringify({ registrar }));
    const words = ['enrol', '--agencies', file('small.csv'), '--json', ...withFiles('waiting')];
    const asked = await lienthong([...words, '--keys', file('registrar.json')]);
    expect([asked.code, JSON.parse(asked.out)]).toEqual([0, { enrolled: 0, kept: 0, waiting: 1, refused: [] }]);
    const [waiting] = await applications('waiting');
    await trust.client.issue(operator, [waiting!]);
    const fetched = await lienthong([...words, '--keys', file('registrar.json')]);
    expect(JSON.parse(fetched.out)).toMatchObject({ enrolled: 1, waiting: 0 });
  });

  test('that is not there, or keys that could not be encrypted, end with 2 and words', async () => {
    const none = await lienthong(['enrol', '--agencies', file('none.csv'), ...withFiles('wallet')]);
    expect([none.code, none.errors]).toEqual([2, expect.stringContaining('can not be read')]);
    const open = await lienthong(['enrol', '--agencies', file('small.csv'), '--wallet', file('open')]);
    expect([open.code, open.errors]).toEqual([2, expect.stringContaining('--passphrase-file')]);
    expect(readdirSync(trust.folder)).not.toContain('open');
  });
});

async function applications(state: string): Promise<string[]> {
  const headers = { authorization: `Bearer ${trust.keys.operator}` };
  const answer = await fetch(`${trust.url}/api/v1/applications?state=${state}`, { headers });
  return ((await answer.json()) as { items: { id: string }[] }).items.map(({ id }) => id);
}

describe('the operator’s commands', () => {
  test('suspend, resume, renew, revoke and list certificates, and the journal agrees', async () => {
    const serial = new X509Certificate(readFileSync(file('wallet/certificates/H54.3.pem'))).serialNumber.toLowerCase();
    const states = async () => {
      const { items } = await trust.client.certificates(trust.keys.operator, { agency: 'H54.3' });
      return items.map((one) => one.state);
    };
    await lienthong(['suspend', serial]);
    expect(await states()).toEqual(['suspended']);
    await lienthong(['resume', serial]);
    expect(await states()).toEqual(['good']);
    const renewed = await lienthong(['renew', 'H54.3', ...withFiles('wallet')]);
    expect(renewed).toMatchObject({ code: 0, errors: '' });
    expect(readFileSync(file('wallet/certificates/H54.3.pem'), 'utf8')).not.toContain(serial);
    const revoked = await lienthong(['revoke', serial, '--ground', 'deviceStopped']);
    expect(revoked.out).toMatch(/revoked +agency +H54.3 /);
    const listed = await lienthong(['list', '--agency', 'H54.3', '--json']);
    expect((JSON.parse(listed.out) as { state: string }[]).map(({ state }) => state)).toEqual(['revoked', 'good']);
    expect((await lienthong(['revoke', serial, '--ground', 'boredom'])).code).toBe(2);
    const audit = await new Promise<string>((resolve) =>
      execFile(process.execPath, [program, 'certificates', 'audit', '--data', trust.folder], (_, out) => resolve(out)),
    );
    expect(audit).toMatch(/everything agrees/);
  });
});

describeWithToken('a token', () => {
  test('makes the keys of an enrolment inside it, and signs with them', async () => {
    const soft = makeSoftToken('enrolment');
    const words = ['enrol', '--agencies', file('small.csv'), '--json', '--wallet', file('by-token')];
    const token = ['--token', soft.library, '--token-label', soft.label];
    const { out, errors } = await lienthong([...words, ...token], { TOKEN_PIN: soft.pin });
    expect([errors.replace(/^certificates: .*$/gm, '').trim(), JSON.parse(out)]).toEqual([
      '',
      expect.objectContaining({ enrolled: 1 }),
    ]);
    expect(readdirSync(file('by-token'))).toEqual(['certificates']);
    const opened = await Token.open(soft);
    try {
      const certificate = new X509Certificate(readFileSync(file('by-token/certificates/H54.07.pem'))).raw;
      const key = opened.key('H54.07')!;
      expect(signDetached(Buffer.from('Công văn'), { key, certificate }, new Date()).length).toBeGreaterThan(1_000);
    } finally {
      opened.close();
    }
    const wrong = await lienthong([...words, ...token], { TOKEN_PIN: '000000' });
    expect([wrong.code, wrong.errors]).toEqual([2, expect.stringContaining('PIN')]);
  });
});
