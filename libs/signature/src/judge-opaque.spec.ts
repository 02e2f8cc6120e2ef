/** Opaque S/MIME as openssl makes it, judged by us and by openssl. */
import { beforeAll, describe, expect, test } from '@jest/globals';
import { world } from '../support/world.js';
import { hasOpenssl, openssl, pem } from '../support/openssl.js';
import { oids } from './der/oids.js';
import { octets, context, encode, oid, sequence } from './der/write-der.js';
import { committee, contentOf, dayMs, document, enrol, trustIn } from './forgery/world.js';
import { isOpaque, judgeOpaque } from './judge-opaque.js';
import { judgeSignature } from './judge-signature.js';
import type { Signer } from './shapes.js';
import { signDetached } from './sign-detached.js';
import type { Trust } from './trust/trust.js';

const describeWithOpenssl = hasOpenssl ? describe : describe.skip;

const now = new Date();
const [from, to] = [new Date(now.getTime() - dayMs), new Date(now.getTime() + dayMs)];

let trust: Trust;
let signer: Signer;
beforeAll(() => {
  trust = trustIn(world.authority, from, to);
  signer = enrol(world.authority, world.agency.key, committee, from, to);
});

function made(...options: string[]): Buffer {
  const files = {
    'a.pem': pem('CERTIFICATE', signer.certificate),
    'a.key': world.agency.key.export({ type: 'pkcs8', format: 'pem' }),
    document,
  };
  const words = 'cms -sign -binary -nodetach -nosmimecap -outform DER -in document -signer a.pem -inkey a.key';
  return Buffer.from(openssl(files, ...words.split(' '), ...options).said, 'latin1');
}

/** What openssl says of it, and the content it finds. */
function verified(cms: Buffer): { isGood: boolean; said: string } {
  const { anchors, intermediates } = world.authority;
  const files = { 'message.p7m': cms, 'chain.pem': pem('CERTIFICATE', ...anchors, ...intermediates) };
  const words = 'cms -verify -binary -inform DER -in message.p7m -CAfile chain.pem -purpose any';
  return openssl(files, ...words.split(' '));
}

describeWithOpenssl('an opaque message', () => {
  test('is trusted as openssl makes it, by openssl too, which finds the same content inside', () => {
    const cms = made();
    expect(isOpaque(cms)).toBe(true);
    expect(judgeOpaque(cms, trust, now)).toMatchObject({ form: 'cms', code: 'trusted', signer: { agency: 'H54.07' } });
    const { isGood, said } = verified(cms);
    expect([isGood, said.includes(document.toString('latin1'))]).toEqual([true, true]);
  });

  test('is altered with one byte of its content changed, to openssl too', () => {
    const cms = made();
    const at = cms.indexOf(document);
    cms[at] = (cms[at] ?? 0) ^ 1;
    expect(judgeOpaque(cms, trust, now)).toMatchObject({ valid: false, code: 'signature-altered' });
    expect(verified(cms).isGood).toBe(false);
  });

  test('with lengths left open, as openssl streams it, is trusted, and altered with one byte changed', () => {
    const cms = made('-stream');
    expect([isOpaque(cms), cms[1]]).toEqual([true, 0x80]);
    expect(judgeOpaque(cms, trust, now)).toMatchObject({ code: 'trusted' });
    expect(verified(cms).isGood).toBe(true);
    const at = cms.indexOf(document);
    cms[at] = (cms[at] ?? 0) ^ 1;
    expect(judgeOpaque(cms, trust, now)).toMatchObject({ code: 'signature-altered' });
  });

  test('without signed attributes is refused', () => {
    expect(judgeOpaque(made('-noattr'), trust, now)).toMatchObject({ code: 'signature-malformed' });
  });
});

describe('what is judged where', () => {
  test('a detached signature holds nothing, and an opaque message beside a document must hold that document', () => {
    const cms = signDetached(document, signer, now);
    expect(isOpaque(cms)).toBe(false);
    expect(judgeOpaque(cms, trust, now)).toMatchObject({ code: 'signature-malformed' });
    if (hasOpenssl) {
      expect(judgeSignature(made(), contentOf(document), trust, now)).toMatchObject({ code: 'trusted' });
      const other = contentOf(Buffer.from('Công văn khác'));
      expect(judgeSignature(made(), other, trust, now)).toMatchObject({ valid: false, code: 'signature-altered' });
    }
  });

  test('bytes that are no message are not opaque', () => {
    const empty = encode(sequence(oid(oids.signedData), context(0, sequence(octets(document)))));
    expect([Buffer.alloc(0), Buffer.from('rubbish'), empty].map(isOpaque)).toEqual([false, false, false]);
  });
});
