/** CMS as openssl and Bouncy Castle write it (`support/cms-corpus/make.sh`): openssl judges each file, and we say the same. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { hasOpenssl } from '../support/openssl.js';
import { contentOf } from './forgery/world.js';
import { isOpaque, judgeOpaqueSigners } from './judge-opaque.js';
import { judgeSignatures } from './judge-signature.js';
import { besideDocument } from './message-form.js';
import { readSignedMessages } from './read-signed-message.js';
import type { SignatureVerdict } from './shapes.js';
import { loadTrust, type Trust } from './trust/trust.js';

const folder = join(import.meta.dirname, '../support/cms-corpus/files');
const bytesOf = (name: string): Buffer => readFileSync(join(folder, name));
const derOf = (name: string): Buffer => {
  const bytes = bytesOf(name);
  const [, base64] = /^-----BEGIN \w+-----([^-]+)/.exec(bytes.toString('latin1')) ?? [];
  return base64 === undefined ? bytes : Buffer.from(base64, 'base64');
};

const content = bytesOf('content');
const at = new Date('2026-12-15T00:00:00Z');
const [anchors, intermediates] = [[derOf('root.pem')], [derOf('issuing.pem')]];
const lists = { root: bytesOf('root.crl'), issuing: bytesOf('issuing.crl') };
const trust = loadTrust({ anchors, intermediates, crls: Object.values(lists) });
const signerCertificate = derOf('signer.pem');
const names = readdirSync(folder).filter((name) => ['.p7s', '.p7m'].includes(extname(name)));

const judged = (cms: Buffer, by = trust, shown = content): readonly SignatureVerdict[] =>
  isOpaque(cms)
    ? judgeOpaqueSigners(cms, by, at, [signerCertificate])
    : judgeSignatures(cms, contentOf(shown), by, at, [signerCertificate]);

const isTaken = (verdicts: readonly SignatureVerdict[]): boolean => verdicts.every(({ trusted }) => trusted);

let scratch: string;
beforeAll(() => {
  scratch = mkdtempSync(join(tmpdir(), 'lienthong-cms-'));
  const chain = Buffer.concat([bytesOf('root.pem'), bytesOf('issuing.pem')]);
  writeFileSync(join(scratch, 'chain.pem'), chain);
  writeFileSync(join(scratch, 'signer.pem'), bytesOf('signer.pem'));
});
afterAll(() => rmSync(scratch, { recursive: true }));

/** What openssl says of it. */
function isTakenByOpenssl(cms: Buffer, shown = content): boolean {
  writeFileSync(join(scratch, 'cms'), cms);
  writeFileSync(join(scratch, 'content'), shown);
  const words = 'cms -verify -binary -inform DER -in cms -CAfile chain.pem -certfile signer.pem -purpose any -out out';
  const about = isOpaque(cms) ? [] : ['-content', 'content'];
  const time = ['-attime', String(at.getTime() / 1000)];
  return spawnSync('openssl', [...words.split(' '), ...about, ...time], { cwd: scratch }).status === 0;
}

const describeJudged = hasOpenssl ? describe : describe.skip;

describeJudged('foreign CMS (skipped where there is no openssl)', () => {
  test('there is enough of it', () => {
    expect(names.length).toBeGreaterThanOrEqual(100);
  });

  test.each(names)('%s is trusted, by openssl too', (name) => {
    const cms = derOf(name);
    const codes = judged(cms).map(({ code, detail }) => `${code}: ${detail}`);
    expect([isTakenByOpenssl(cms), [...new Set(codes)]]).toEqual([true, ['trusted: good']]);
  });

  test('with other content, another digest or another signature value is refused, by openssl too', () => {
    const other = Buffer.from(content);
    other[0] = (other[0] ?? 0) ^ 1;
    const taken: string[] = [];
    for (const name of names) {
      const cms = derOf(name);
      const changed = Buffer.from(cms);
      // The last bytes of an RSA or ECDSA value, or what is unsigned behind it: openssl says which.
      const value = changed.lastIndexOf(lastValueOf(name));
      if (value > 0) changed[value + 20] = (changed[value + 20] ?? 0) ^ 1;
      if (isOpaque(cms)) {
        const inside = cms.indexOf(content);
        if (inside > 0) expectRefused(name, withByteChanged(cms, inside + 3), content, taken);
      } else expectRefused(name, cms, other, taken);
      if (value > 0) expectRefused(name, changed, content, taken);
    }
    expect(taken).toEqual([]);
  });
});

/** The first signature value: an OCTET STRING behind the algorithm of its signer. */
function lastValueOf(name: string): Buffer {
  const read = readSignedMessages(derOf(name), { ...besideDocument, certificates: [signerCertificate] });
  return 'refusal' in read ? Buffer.alloc(0) : (read.value.at(-1)?.signature ?? Buffer.alloc(0));
}

function withByteChanged(bytes: Buffer, at: number): Buffer {
  const copy = Buffer.from(bytes);
  copy[at] = (copy[at] ?? 0) ^ 1;
  return copy;
}

function expectRefused(name: string, cms: Buffer, shown: Buffer, taken: string[]): void {
  if (isTaken(judged(cms, trust, shown))) taken.push(`${name}: by us`);
  if (isTakenByOpenssl(cms, shown)) taken.push(`${name}: by openssl`);
}

describe('lists and answers that come with a signature', () => {
  const [root, stale] = [lists.root, loadTrust({ anchors, intermediates, crls: [] })];
  const rootKnown = loadTrust({ anchors, intermediates, crls: [root] });
  const codeOf = (name: string, by: Trust): string | undefined => judged(derOf(name), by)[0]?.code;

  test.each(['bc-lists.p7s', 'bc-lists.p7m', 'bc-lists-backwards.p7s', 'bc-xl.p7s', 'bc-lists-and-answer.p7s'])(
    '%s needs no others',
    (name) => {
      expect([codeOf('bc-bes-rsa.p7s', stale), codeOf(name, stale)]).toEqual(['revocation-stale', 'trusted']);
    },
  );

  test('an answer alone speaks for its certificate only', () => {
    expect(codeOf('bc-answer.p7s', stale)).toBe('revocation-stale');
    expect(codeOf('bc-answer.p7s', rootKnown)).toBe('trusted');
    expect(codeOf('bc-other-revocation.p7s', rootKnown)).toBe('revocation-stale');
  });

  test('that are stale prove nothing', () => {
    const late = new Date('2035-01-01T00:00:00Z');
    const [verdict] = judgeSignatures(derOf('bc-lists.p7s'), contentOf(content), stale, late);
    expect(verdict?.trusted).toBe(false);
  });
});

describe('what the time of a verdict rests on', () => {
  test.each([
    ['bc-t.p7s', 'time-stamp'],
    ['bc-t-two.p7s', 'time-stamp'],
    ['bc-bes-rsa.p7s', 'arrival'],
    ['bc-no-time-rsa.p7s', 'arrival'],
  ])('%s: %s', (name, timeSource) => {
    const [verdict] = judged(derOf(name));
    expect(verdict).toMatchObject({ code: 'trusted', timeSource });
    expect(verdict?.signingTime === undefined).toBe(name.includes('no-time'));
  });
});
