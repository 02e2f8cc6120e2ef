/** Packages signed in their header, by every scheme, as xmlsec1 and we see them; and what stands in headers instead of a signature. */
import { generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import { world } from '../../support/world.js';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { writePackage, type Attachment } from '@lienthong/edxml';
import { digestedAgain, readWhole, rewritten, signedAgain } from '../forgery/forged-headers.js';
import { letter, letterAttachments } from '../forgery/letter.js';
import { hasXmlsec, withoutXmlsec, xmlsecVerify } from '../../support/xmlsec.js';
import { at, committee, enrol } from '../forgery/world.js';
import { schemes, type SignatureScheme } from '../der/algorithms.js';
import { countSignatures, judgePackage } from '../judge-package.js';
import type { DocumentJudgement, Signer } from '../shapes.js';
import { signDetached } from '../sign-detached.js';
import { readHeaderSignature } from './read-header-signature.js';
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

/** As .NET's own SignedXml writes a signature: it is the default namespace there, and the certificate is not signed. */
function unprefixed(xml: string): string {
  const bare = rewritten(xml, /<ds:Reference URI="#KeyInfo">.*?<\/ds:Reference>/, '')
    .replaceAll(/(<\/?)ds:/g, '$1')
    .replace('xmlns:ds=', 'xmlns=');
  const { signed } = readHeaderSignature(readWhole(Buffer.from(bare)).headerSignature!.element);
  const value = sign('sha256', signed, world.agency.key).toString('base64');
  return rewritten(bare, /(?<=<SignatureValue>)[^<]*/, value);
}

/** The same elements in the namespace that the root declares. */
function ofDefaultNamespace(xml: string): string {
  const bare = xml.replaceAll(/(<\/?)edXML:/g, '$1');
  const digested = ['MessageHeader', 'Bussiness', 'Body'].reduce((text, id) => digestedAgain(text, id), bare);
  return signedAgain(digested, world.agency.key);
}

describe(`a package signed in its header${withoutXmlsec}`, () => {
  testWithXmlsec.each(accepted)(
    'by %s is good for xmlsec1 and for us, and changed for neither',
    (_, signer, scheme) => {
      const signed = signPackage(letter, letterAttachments, signer(), { scheme });
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

  const good = { facts: { declared: true, present: true, valid: true, trusted: true, verdict: 'trusted' } };
  const ofNet = (): string => signPackage(letter, letterAttachments, world.agency, { order: 'dotnet' }).toString();
  const habits: [what: string, write: (xml: string) => string][] = [
    ['as we write it', (xml) => xml],
    ['beside its empty place', (xml) => rewritten(xml, '<ds:Signature ', '<edXML:DigitalSignature/><ds:Signature ')],
    ['its signature without a prefix', unprefixed],
    ['its message without a prefix', ofDefaultNamespace],
  ];
  testWithXmlsec.each(habits)('in the order of the .NET kit, %s, is good for xmlsec1 and for us', (_, write) => {
    const signed = Buffer.from(write(ofNet()));
    expect(xmlsecVerify(signed, world.authority, at)).toMatchObject({ isGood: true });
    expect(judge(signed)).toMatchObject(good);
  });

  const changes: [part: string, from: RegExp, to: string][] = [
    ['the header', /đợt 1/, 'đợt 2'],
    ['the operation', /(?<=BussinessDocType>)0/, '1'],
    ['the manifest', /(?<=xlink:href=")cid:210/, 'cid:209'],
    ['an attachment', /(?<=ContentTransferEncoded[^>]*>)Q/, 'R'],
  ];
  testWithXmlsec.each(changes)('in that order is good for neither with %s changed', (_, from, to) => {
    const changed = Buffer.from(rewritten(ofNet(), from, to));
    expect(xmlsecVerify(changed, world.authority, at).isGood).toBe(false);
    expect(judge(changed)).toMatchObject({ facts: { present: true, valid: false, verdict: 'signature-altered' } });
  });

  test('reads the same in both orders, and the .NET kit’s own order is kept', () => {
    const [vnpt, dotnet] = (['vnpt', 'dotnet'] as const).map((order) =>
      readWhole(signPackage(letter, letterAttachments, world.agency, { order })),
    );
    const { traceMarks, ...document } = dotnet!.document;
    expect(traceMarks).toMatchObject({ version: '1.0', mustUnderstand: '1' });
    expect(document).toEqual(vnpt!.document);
    expect(dotnet!.attachments).toEqual(vnpt!.attachments);
    const names = (xml: string) => [...xml.matchAll(/<(?:edXML:)?(\w+)[ >]/g)].map(([, name]) => name);
    const plain = writePackage({ ...letter, claimsSignature: false }, letterAttachments, { order: 'dotnet' });
    const signed = ofNet().replace(/<ds:Signature.*<\/ds:Signature>/s, '<edXML:DigitalSignature/>');
    expect(names(signed)).toEqual(names(plain.toString()));
  });

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
      const signed = signPackage(letter, letterAttachments, world.agency, { scheme });
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
