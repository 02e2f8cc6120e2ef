/** An authority whose keys were made inside a PKCS#11 token: it does everything from there, and there is no key on the disk. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createLogger } from '@lienthong/edge';
import {
  judgeCertificate,
  judgeStatusAnswer,
  judgeTimeStamp,
  loadTrust,
  readStampResponse,
  sha256Imprint,
  writeStampRequest,
  writeStatusRequest,
} from '@lienthong/signature';
import { readTrustConfig } from '../../apps/trust/src/config.js';
import { serve } from '../../apps/trust/src/serve.js';
import { hasOpenssl, verifyCertificate } from '../../libs/signature/support/openssl.js';
import { ask } from '../support/door.js';
import { describeWithToken, makeSoftToken, type SoftToken } from '../support/softhsm.js';
import { TrustStory, type Issued } from '../support/trust.js';

const tokenSettings = ({ library, label, pin }: SoftToken) => ({
  ...{ AUTHORITY_TOKEN: library, AUTHORITY_TOKEN_LABEL: label, AUTHORITY_PIN: pin },
});

describeWithToken('an authority with a token', () => {
  let trust: TrustStory;
  let holder: Issued;
  beforeAll(async () => {
    trust = await TrustStory.start(tokenSettings(makeSoftToken('authority')));
    holder = await trust.issue({ agency: 'H54.07' });
  }, 120_000);
  afterAll(() => trust.stop());

  const published = (path: string) => trust.client.published(`/pki/${path}`);

  async function chain() {
    const [anchor, issuing] = await Promise.all(
      ['root-g2', 'state-g2'].map((name) => published(`certificates/${name}.crt`)),
    );
    const crls = await Promise.all(['root-g2', 'state-g2'].map((name) => published(`lists/${name}.crl`)));
    return { anchors: [anchor!], intermediates: [issuing!], crls };
  }

  const post = async (path: string, type: string, body: Buffer) =>
    (await ask(trust.url, { method: 'POST', path, type, body })).body;

  /** The holder's certificate, its status and a time stamp, each by a key of the token. */
  async function says() {
    const at = new Date();
    const sources = await chain();
    const loaded = loadTrust(sources);
    const issuer = sources.intermediates[0]!;
    const status = await post(
      '/ocsp',
      'application/ocsp-request',
      writeStatusRequest(holder.certificate, issuer, 'ab'),
    );
    const content = Buffer.from('Công văn');
    const stamped = readStampResponse(
      await post('/tsa', 'application/timestamp-query', writeStampRequest(sha256Imprint(content))),
    );
    const token = 'value' in stamped && 'token' in stamped.value ? stamped.value.token : Buffer.alloc(0);
    const soon = new Date(at.getTime() + 2_000);
    return {
      certificate: judgeCertificate(holder.certificate, loaded, at).code,
      status: judgeStatusAnswer(status, { certificate: holder.certificate, issuer, nonce: 'ab', at: soon }).code,
      stamp: judgeTimeStamp(token, { sha256: sha256Imprint(content).hash, bytes: content }, loaded, { at: soon }).code,
      openssl: hasOpenssl ? verifyCertificate(holder.certificate, sources, at).isGood : true,
    };
  }

  const allGood = { certificate: 'trusted', status: 'trusted', stamp: 'trusted', openssl: true };

  test('issues, publishes lists, answers on statuses and stamps, with no key on the disk', async () => {
    expect(await says()).toEqual(allGood);
    expect(readdirSync(join(trust.folder, 'authority')).toSorted()).not.toContain('keys');
  });

  test('goes on with the same keys after a new start, and revokes', async () => {
    const before = await published('certificates/state-g2.crt');
    await trust.restart();
    expect((await published('certificates/state-g2.crt')).equals(before)).toBe(true);
    expect(await says()).toEqual(allGood);
    await trust.client.revoke(trust.keys.operator, [holder.serial], 'keyExposedOrDeviceLost');
    expect(await says()).toMatchObject({ certificate: 'certificate-revoked', status: 'certificate-revoked' });
  });

  test('does not start with another token, or without its PIN', async () => {
    const another = tokenSettings(makeSoftToken('another'));
    const { AUTHORITY_PIN: _, ...locked } = another;
    const start = (settings: Readonly<Record<string, string>>) =>
      serve(
        readTrustConfig({ DATA_DIR: trust.folder, PORT: '0', ...settings }),
        createLogger({ level: 'silent', name: 'trust' }),
      );
    await trust.restart(async () => {
      await expect(start(locked)).rejects.toThrow('AUTHORITY_PIN_FILE');
      await expect(start({ ...another, AUTHORITY_PIN: '000000' })).rejects.toThrow('does not open with this PIN');
      await expect(start(another)).rejects.toThrow('The token holds no key "root-g1"');
    });
  });
});
