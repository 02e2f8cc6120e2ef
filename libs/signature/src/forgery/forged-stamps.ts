/** Forgers of time stamps: each token is wrong in one thing. */
import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { Authority } from '../authority/authority.js';
import { purposes } from '../authority/write-certificate.js';
import { oids } from '../der/oids.js';
import type { StampingAuthority } from '../stamps/answer-stamp-request.js';
import { judgeStampBy, type StampCircumstances } from '../stamps/judge-stamp.js';
import { stampRules } from '../stamps/stamp-rules.js';
import { readCertificate } from '../trust/read-certificate.js';
import type { RevocationReason } from '../trust/revocation-reasons.js';
import { loadTrust, type Trust } from '../trust/trust.js';
import { signingCertificate } from '../write-signed-message.js';
import { oddChain, signerExtensions } from './odd-chain.js';
import { makeStamper, resign, stampOver } from './stamping.js';
import { at, begin, contentOf, dayMs, document, trustIn, type World } from './world.js';

export interface StampForgery {
  readonly token: Buffer;
  readonly trust?: Trust;
  readonly circumstances?: Partial<StampCircumstances>;
}

/** An authority, its time-stamping service and that one's key. */
export interface StampScene {
  readonly world: World;
  readonly key: KeyObject;
  readonly stamper: StampingAuthority;
}

type StampForger = readonly [
  rule: string,
  code: string,
  forge: (scene: StampScene) => StampForgery | Promise<StampForgery>,
];

const curve = (): KeyObject => generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;

export function makeStampScene(world: World): StampScene {
  const key = curve();
  return { world, key, stamper: makeStamper(world.authority, key) };
}

export const goodStamp = ({ stamper }: StampScene, when = at, nonce?: string): Buffer =>
  stampOver(document, stamper, when, nonce);

/** The authority's other stamper, revoked: each time a certificate of its own. */
export function revokedStamp({ world, key }: StampScene, since: Date, reason: RevocationReason): StampForgery {
  const own = makeStamper(world.authority, key);
  world.authority.revoke(readCertificate(own.signer.certificate).serial, since, reason);
  return { token: stampOver(document, own, at), trust: trustIn(world.authority), circumstances: { at: later } };
}

const later = new Date(at.getTime() + 10 * dayMs);

/** What each is, with the rule that stops it and the verdict's code. */
export const stampForgeries: Readonly<Record<string, StampForger>> = {
  'of other bytes': [
    'imprint',
    'signature-altered',
    ({ stamper }) => ({ token: stampOver(Buffer.from('khác'), stamper, at) }),
  ],
  'whose content is not what was signed': [
    'content digest',
    'signature-altered',
    (scene) => ({ token: resign(goodStamp(scene), scene.stamper.signer, { over: Buffer.from('khác') }) }),
  ],
  'by a key that is not the certificate’s': [
    'signature',
    'signature-invalid',
    (scene) => ({ token: resign(goodStamp(scene), { ...scene.stamper.signer, key: scene.world.agency.key }, {}) }),
  ],
  'that names no certificate': [
    'signing certificate',
    'signature-malformed',
    (scene) => ({ token: resign(goodStamp(scene), scene.stamper.signer, { attributes: [] }) }),
  ],
  'that names another certificate': [
    'signing certificate',
    'signature-malformed',
    (scene) => ({
      token: resign(goodStamp(scene), scene.stamper.signer, {
        attributes: [signingCertificate(scene.world.agency.certificate)],
      }),
    }),
  ],
  'for another request': [
    'nonce',
    'signature-invalid',
    (scene) => ({ token: goodStamp(scene, at, '41'), circumstances: { nonce: '42' } }),
  ],
  'for a request without a nonce, where one was sent': [
    'nonce',
    'signature-invalid',
    (scene) => ({ token: goodStamp(scene), circumstances: { nonce: '42' } }),
  ],
  'by a policy that nobody accepted': [
    'policy',
    'certificate-untrusted',
    ({ stamper }) => ({ token: stampOver(document, { ...stamper, policy: '1.2.3.4' }, at) }),
  ],
  'by a clock that may be ten minutes off': [
    'accuracy',
    'certificate-untrusted',
    ({ stamper }) => ({ token: stampOver(document, { ...stamper, accuracyMs: 600_000 }, at) }),
  ],
  'by an authority that nobody trusts': [
    'path',
    'certificate-untrusted',
    async ({ key }) => {
      const stranger = await Authority.create({ name: 'Chứng thực thử nghiệm', from: begin });
      return { token: stampOver(document, makeStamper(stranger, key), at) };
    },
  ],
  'by an agency’s certificate for documents': [
    'purpose',
    'certificate-profile',
    ({ world, stamper }) => ({ token: stampOver(document, { ...stamper, signer: world.agency }, at) }),
  ],
  'by a certificate whose purpose is not critical': ['purpose', 'certificate-profile', (scene) => notCritical(scene)],
  'of tomorrow': [
    'not in the future',
    'date-in-future',
    (scene) => ({ token: goodStamp(scene, new Date(at.getTime() + dayMs)) }),
  ],
  'by a certificate that had expired': [
    'validity',
    'certificate-expired',
    ({ world, key }) => {
      const short = makeStamper(world.authority, key, begin, new Date(at.getTime() - dayMs));
      return { token: stampOver(document, short, at) };
    },
  ],
  'by a certificate that had been replaced': [
    'revocation',
    'certificate-revoked',
    (scene) => revokedStamp(scene, new Date(at.getTime() - dayMs), 'superseded'),
  ],
  'by a key that was exposed later': [
    'revocation',
    'certificate-revoked',
    (scene) => revokedStamp(scene, new Date(at.getTime() + dayMs), 'keyCompromise'),
  ],
  'by an authority whose lists are stale': [
    'fresh evidence',
    'revocation-stale',
    (scene) => ({
      token: goodStamp(scene),
      trust: trustIn(scene.world.authority, begin, new Date(at.getTime() - 1000)),
    }),
  ],
};

/** timeStamping stands alone, but may be passed over by who does not know it. */
function notCritical({ stamper }: StampScene): StampForgery {
  const [root, issuing, signerKey] = [curve(), curve(), curve()];
  const keys = { root, issuing, signer: signerKey };
  const [issuerKey, , , usage] = signerExtensions(keys);
  const extensions = [issuerKey, usage, purposes(oids.timeStamping)].flatMap((one) => one ?? []);
  const chain = oddChain(keys, { signer: { extensions } });
  const signer = { certificate: chain.signer, key: keys.signer };
  return { token: stampOver(document, { ...stamper, signer }, at), trust: loadTrust(chain) };
}

/** The verdict's code by all rules or by all but one. */
export function judgeForgedStamp(forged: StampForgery, { world }: StampScene, leftOut?: string): string {
  const { token, trust = world.trust, circumstances } = forged;
  const rules = stampRules.filter(({ name }) => name !== leftOut);
  return judgeStampBy(rules, token, contentOf(document), trust, { at, ...circumstances }).code;
}
