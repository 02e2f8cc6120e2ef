/** For each rule on time stamps a forgery that only this rule stops. */
import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { oddChain, signerExtensions } from '../forgery/odd-chain.js';
import { makeStamper, resign, stampOver } from '../../support/stamping.js';
import { at, begin, contentOf, dayMs, document, makeWorld, trustIn, type World } from '../forgery/world.js';
import { Authority } from '../authority/authority.js';
import { purposes } from '../authority/write-certificate.js';
import { oids } from '../der/oids.js';
import { readCertificate } from '../trust/read-certificate.js';
import type { RevocationReason } from '../trust/revocation-reasons.js';
import { loadTrust, type Trust } from '../trust/trust.js';
import { signingCertificate } from '../write-signed-message.js';
import type { StampingAuthority } from './answer-stamp-request.js';
import { judgeStampBy, judgeTimeStamp, type StampCircumstances } from './judge-stamp.js';
import { stampRules } from './stamp-rules.js';

interface Forgery {
  readonly token: Buffer;
  readonly trust?: Trust;
  readonly circumstances?: Partial<StampCircumstances>;
}

const curve = (): KeyObject => generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;

let world: World;
let key: KeyObject;
let stamper: StampingAuthority;
beforeAll(async () => {
  world = await makeWorld();
  key = curve();
  stamper = makeStamper(world.authority, key);
});

const good = (when = at, nonce?: string): Buffer => stampOver(document, stamper, when, nonce);

/** The authority's other stamper, revoked: each time a certificate of its own. */
function revoked(since: Date, reason: RevocationReason): Forgery {
  const own = makeStamper(world.authority, key);
  world.authority.revoke(readCertificate(own.signer.certificate).serial, since, reason);
  return { token: stampOver(document, own, at), trust: trustIn(world.authority), circumstances: { at: later } };
}

const later = new Date(at.getTime() + 10 * dayMs);

const forgeries: Readonly<
  Record<string, readonly [rule: string, code: string, forge: () => Forgery | Promise<Forgery>]>
> = {
  'of other bytes': ['imprint', 'signature-altered', () => ({ token: stampOver(Buffer.from('khác'), stamper, at) })],
  'whose content is not what was signed': [
    'content digest',
    'signature-altered',
    () => ({ token: resign(good(), stamper.signer, { over: Buffer.from('khác') }) }),
  ],
  'by a key that is not the certificate’s': [
    'signature',
    'signature-invalid',
    () => ({ token: resign(good(), { ...stamper.signer, key: world.agency.key }, {}) }),
  ],
  'that names no certificate': [
    'signing certificate',
    'signature-malformed',
    () => ({ token: resign(good(), stamper.signer, { attributes: [] }) }),
  ],
  'that names another certificate': [
    'signing certificate',
    'signature-malformed',
    () => ({ token: resign(good(), stamper.signer, { attributes: [signingCertificate(world.agency.certificate)] }) }),
  ],
  'for another request': [
    'nonce',
    'signature-invalid',
    () => ({ token: good(at, '41'), circumstances: { nonce: '42' } }),
  ],
  'for a request without a nonce, where one was sent': [
    'nonce',
    'signature-invalid',
    () => ({ token: good(), circumstances: { nonce: '42' } }),
  ],
  'by a policy that nobody accepted': [
    'policy',
    'certificate-untrusted',
    () => ({ token: stampOver(document, { ...stamper, policy: '1.2.3.4' }, at) }),
  ],
  'by a clock that may be ten minutes off': [
    'accuracy',
    'certificate-untrusted',
    () => ({ token: stampOver(document, { ...stamper, accuracyMs: 600_000 }, at) }),
  ],
  'by an authority that nobody trusts': [
    'path',
    'certificate-untrusted',
    async () => {
      const stranger = await Authority.create({ name: 'Chứng thực thử nghiệm', from: begin });
      return { token: stampOver(document, makeStamper(stranger, key), at) };
    },
  ],
  'by an agency’s certificate for documents': [
    'purpose',
    'certificate-profile',
    () => ({ token: stampOver(document, { ...stamper, signer: world.agency }, at) }),
  ],
  'by a certificate whose purpose is not critical': ['purpose', 'certificate-profile', () => notCritical()],
  'of tomorrow': ['not in the future', 'date-in-future', () => ({ token: good(new Date(at.getTime() + dayMs)) })],
  'by a certificate that had expired': [
    'validity',
    'certificate-expired',
    () => {
      const short = makeStamper(world.authority, key, begin, new Date(at.getTime() - dayMs));
      return { token: stampOver(document, short, at) };
    },
  ],
  'by a certificate that had been replaced': [
    'revocation',
    'certificate-revoked',
    () => revoked(new Date(at.getTime() - dayMs), 'superseded'),
  ],
  'by a key that was exposed later': [
    'revocation',
    'certificate-revoked',
    () => revoked(new Date(at.getTime() + dayMs), 'keyCompromise'),
  ],
  'by an authority whose lists are stale': [
    'fresh evidence',
    'revocation-stale',
    () => ({ token: good(), trust: trustIn(world.authority, begin, new Date(at.getTime() - 1000)) }),
  ],
};

/** timeStamping stands alone, but may be passed over by who does not know it. */
function notCritical(): Forgery {
  const [root, issuing, signerKey] = [curve(), curve(), curve()];
  const keys = { root, issuing, signer: signerKey };
  const [issuerKey, , , usage] = signerExtensions(keys);
  const extensions = [issuerKey, usage, purposes(oids.timeStamping)].flatMap((one) => one ?? []);
  const chain = oddChain(keys, { signer: { extensions } });
  const signer = { certificate: chain.signer, key: keys.signer };
  return { token: stampOver(document, { ...stamper, signer }, at), trust: loadTrust(chain) };
}

describe('a time stamp', () => {
  test.each(Object.entries(forgeries))('%s is stopped by one rule, which nothing else replaces', async (_, forgery) => {
    const [rule, code, forge] = forgery;
    const { token, trust = world.trust, circumstances } = await forge();
    const when = { at, ...circumstances };
    expect(judgeTimeStamp(token, contentOf(document), trust, when)).toMatchObject({ trusted: false, code });
    const letThrough = stampRules.filter((left) => {
      const others = stampRules.filter((one) => one !== left);
      return judgeStampBy(others, token, contentOf(document), trust, when).trusted;
    });
    expect(letThrough.map(({ name }) => name)).toEqual([rule]);
  });

  test('is forged above in every way that a rule stops', () => {
    const stopped = new Set(Object.values(forgeries).map(([rule]) => rule));
    expect([...stopped].toSorted()).toEqual(stampRules.map(({ name }) => name).toSorted());
  });

  test('of an authority that merely stopped later still proves its time', () => {
    const { token, trust = world.trust } = revoked(new Date(at.getTime() + dayMs), 'cessationOfOperation');
    expect(judgeTimeStamp(token, contentOf(document), trust, { at: later }).code).toBe('trusted');
    const unsaid = revoked(new Date(at.getTime() + dayMs), 'unspecified');
    expect(judgeTimeStamp(unsaid.token, contentOf(document), unsaid.trust ?? trust, { at: later }).code).toBe(
      'certificate-revoked',
    );
  });

  test('with one bit flipped is never trusted and never an error', () => {
    const token = good();
    const passed: number[] = [];
    for (let byte = 0; byte < token.length; byte += 1) {
      const copy = Buffer.from(token);
      copy[byte] = (copy[byte] ?? 0) ^ (1 << (byte % 8));
      if (judgeTimeStamp(copy, contentOf(document), world.trust, { at }).trusted) passed.push(byte);
    }
    expect(passed).toEqual([]);
  });
});
