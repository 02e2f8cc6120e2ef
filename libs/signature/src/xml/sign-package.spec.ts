/** Packages signed in their header, by every scheme, as xmlsec1 and we see them; and what stands in headers instead of a signature. */
import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { world } from '../../support/world.js';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { writePackage, type Attachment } from '@lienthong/edxml';
import { readWhole } from '../forgery/forged-headers.js';
import { letter, letterAttachments } from '../forgery/letter.js';
import { hasXmlsec, withoutXmlsec, xmlsecVerify } from '../../support/xmlsec.js';
import { at, committee, enrol } from '../forgery/world.js';
import { schemes, type SignatureScheme } from '../der/algorithms.js';
import { countSignatures, judgePackage } from '../judge-package.js';
import type { DocumentJudgement, Signer } from '../shapes.js';
import { signDetached } from '../sign-detached.js';
import { signPackage } from './sign-package.js';

const testWithXmlsec = hasXmlsec ? test : test.skip;
const curve = (namedCurve: string): KeyObject => generateKeyPairSync('ec', { namedCurve }).privateKey;

let p256: Signer;
let p384: Signer;
beforeAll(() => {
  p256 = enrol(world.authority, curve('P-256'), committee);
  p384 = enrol(world.authority, curve('P-384'), committee);
});

const judge = (bytes: Buffer, sender = 'H54.07'): DocumentJudgement =>
  judgePackage(readWhole(bytes), sender, world.trust, at);

const accepted: [name: string, signer: () => Signer, scheme: SignatureScheme][] = (
  ['sha256', 'sha384', 'sha512'] as const
).flatMap((digest) => [
  [`RSA PKCS#1 v1.5 with ${digest}`, () => world.agency, schemes.rsa[digest]],
  [`ECDSA on P-256 with ${digest}`, () => p256, schemes.ecdsa[digest]],
  [`ECDSA on P-384 with ${digest}`, () => p384, schemes.ecdsa[digest]],
]);

describe(`a package signed in its header${withoutXmlsec}`, () => {
  testWithXmlsec.each(accepted)(
    'by %s is good for xmlsec1 and for us, and changed for neither',
    (_, signer, scheme) => {
      const signed = signPackage(letter, letterAttachments, signer(), scheme);
      expect(xmlsecVerify(signed, world.authority, at)).toMatchObject({ isGood: true });
      expect(judge(signed)).toMatchObject({
        facts: { declared: true, present: true, valid: true, trusted: true, verdict: 'trusted' },
        verdicts: [
          { form: 'xml', detail: 'good', code: 'trusted', timeSource: 'arrival', signer: { agency: 'H54.07' } },
        ],
      });
      const changed = Buffer.from(signed.toString().replace('đợt 1', 'đợt 2'));
      expect(xmlsecVerify(changed, world.authority, at).isGood).toBe(false);
      expect(judge(changed)).toMatchObject({ facts: { present: true, valid: false, verdict: 'signature-altered' } });
    },
  );

  test('with files zipped for the transport is good: what was signed are the archives', () => {
    const zipped = readWhole(writePackage(letter, letterAttachments, { zipped: true })).attachments.map(
      ({ zipped: archive, ...file }) => ({ ...file, contentType: 'application/zip', bytes: archive ?? file.bytes }),
    );
    const read = readWhole(signPackage(letter, zipped, world.agency));
    expect(read.attachments.map(({ bytes }) => bytes)).toEqual(letterAttachments.map(({ bytes }) => bytes));
    expect(judgePackage(read, 'H54.07', world.trust, at)).toMatchObject({
      verdicts: [{ form: 'xml', code: 'trusted' }],
    });
  });

  test('by RSASSA-PSS, which not every xmlsec1 knows, is good for us', () => {
    for (const scheme of Object.values(schemes['rsa-pss'])) {
      const signed = signPackage(letter, letterAttachments, world.agency, scheme);
      expect(judge(signed)).toMatchObject({ verdicts: [{ form: 'xml', code: 'trusted' }] });
    }
  });

  test('by a person of the sender counts, and with a key that is not the certificate’s is never made', () => {
    const signed = signPackage(letter, letterAttachments, world.person);
    expect(judge(signed)).toMatchObject({ verdicts: [{ code: 'trusted', signer: { kind: 'person' } }] });
    const stranger = { ...world.agency, key: world.other.key };
    expect(() => signPackage(letter, letterAttachments, stranger)).toThrow('does not belong');
  });
});

describe('signatures of several forms in one package', () => {
  const main = letterAttachments[0]?.bytes ?? Buffer.alloc(0);
  const beside = (bytes: Buffer): Attachment => ({
    ...{ contentId: '211', name: 'cong-van.txt.p7s', contentType: 'application/pkcs7-signature', bytes },
  });
  const both = (bytes: Buffer): Attachment[] => [...letterAttachments, beside(bytes)];

  test('are all judged, and one of the sender is enough', () => {
    const signed = signPackage(letter, both(signDetached(main, world.other, at)), world.agency);
    expect(judge(signed)).toMatchObject({
      facts: { valid: true, trusted: true },
      verdicts: [{ form: 'cms' }, { form: 'xml' }],
    });
    expect(countSignatures(readWhole(signed))).toBe(2);
  });

  test('must all be good', () => {
    const signed = signPackage(letter, both(signDetached(Buffer.from('khác'), world.agency, at)), world.agency);
    expect(judge(signed)).toMatchObject({ facts: { present: true, valid: false, verdict: 'signature-altered' } });
    const claimed = writePackage(letter, both(signDetached(main, world.agency, at)));
    expect(judge(claimed)).toMatchObject({ facts: { valid: true, trusted: true }, verdicts: [{ form: 'cms' }] });
  });
});
