/** Signed PDF files as pdfsig and as our own judge see them. */
import { generateKeyPairSync } from 'node:crypto';
import { world } from '../../support/world.js';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { rangeOf, signing } from '../forgery/forged-pdf.js';
import { hasPdfsig, pdfsig } from '../../support/pdfsig.js';
import { firstSpare, plainPdf, type PlainPdf } from '../forgery/plain-pdf.js';
import { makeStamper, type Stamper } from '../forgery/stamping.js';
import { at, begin, committee, contentOf, dayMs, document, enrol, trustIn } from '../forgery/world.js';
import { Authority } from '../authority/authority.js';
import { makeKey } from '../authority/request.js';
import { contentBounds } from '../der/check-der.js';
import { judgeSignature } from '../judge-signature.js';
import { answerStampRequest } from '../stamps/answer-stamp-request.js';
import { readStampResponse } from '../stamps/read-stamp-response.js';
import { makeNonce, sha256Imprint, writeStampRequest } from '../stamps/stamp-request.js';
import { readCertificate } from '../trust/read-certificate.js';
import { judgePdf, type PdfVerdict } from './judge-pdf.js';
import { agencyLook, personLook, vietnamTime } from './look.js';
import { signPdf, signPdfWithTimeStamp } from './sign-pdf.js';

const testWithPdfsig = hasPdfsig ? test : test.skip;

const judge = (pdf: Buffer): PdfVerdict[] => judgePdf(pdf, world.trust, at);
const person = [330, 160, 500, 230] as const;
const seal = { page: 1, person, diameterMm: 36, name: 'Sở Giao thông vận tải', signedAt: at };
const bySeal = (pdf: Buffer): Buffer => signPdf(pdf, world.agency, { signedAt: at, look: agencyLook(seal) });
const byHand = (pdf: Buffer): Buffer =>
  signPdf(pdf, world.person, { signedAt: at, reason: 'Phê duyệt', look: personLook(1, person) });

describe('a PDF signed by a leader and sealed by the agency', () => {
  testWithPdfsig('is valid to pdfsig after each of the two', () => {
    const letter = plainPdf({ fontBytes: 40_000 });
    const good = { validation: 'Signature is Valid.', kind: 'ETSI.CAdES.detached' };
    const [leader, agency] = [
      { ...good, signer: 'Nguyễn Văn An' },
      { ...good, signer: 'Sở Giao thông vận tải' },
    ];
    expect(pdfsig(byHand(letter))).toEqual([{ ...leader, isWholeFile: true }]);
    expect(pdfsig(bySeal(byHand(letter)))).toEqual([
      { ...leader, isWholeFile: false },
      { ...agency, isWholeFile: true },
    ]);
  });

  testWithPdfsig(
    'is invalid to pdfsig with one byte changed in the text, in the claimed time, in the last table',
    () => {
      const signed = byHand(plainPdf());
      for (const place of ['/MediaBox[0', '/M(D:20', '\ntrailer\n<</Size 1']) {
        const copy = Buffer.from(signed);
        const byte = copy.lastIndexOf(place, undefined, 'latin1') + place.length;
        copy[byte] = (copy[byte] ?? 0) ^ 1;
        expect(pdfsig(copy).map(({ validation }) => validation)).not.toContain('Signature is Valid.');
        expect(judge(copy).map(({ trusted }) => trusted)).toEqual([false]);
      }
    },
  );

  test('is trusted by our judge, in the order of signing, with signer and claimed time', () => {
    const signed = bySeal(byHand(plainPdf()));
    expect(judge(signed)).toMatchObject([
      { form: 'pdf', code: 'trusted', field: 'Signature9', signer: { kind: 'person' }, signingTime: at.toISOString() },
      { form: 'pdf', code: 'trusted', field: 'Signature13', signer: { kind: 'agency' }, signingTime: at.toISOString() },
    ]);
  });

  test('grows by twice the CMS signature, written in hex without any room left, and by less than 1400 bytes beside it', () => {
    const letter = plainPdf();
    const [hand, seal] = [byHand(letter), bySeal(byHand(letter))];
    for (const [before, after] of [
      [letter, hand],
      [hand, seal],
    ] as const) {
      const [, gap, behind] = rangeOf(after);
      const contents = Buffer.from(after.toString('latin1', gap + 1, behind - 1), 'hex');
      expect(contentBounds(contents, 0, contents.length).end).toBe(contents.length);
      expect(after.length - before.length - 2 * contents.length).toBeLessThan(1400);
    }
  });

  test('keeps the bytes it had, and five signatures one after the other all hold', () => {
    let signed = plainPdf();
    for (const sign of [byHand, bySeal, byHand, bySeal, byHand]) {
      const before = signed;
      signed = sign(before);
      expect(signed.subarray(0, before.length).equals(before)).toBe(true);
    }
    expect(judge(signed).map(({ code }) => code)).toEqual(Array(5).fill('trusted'));
  });
});

const shapes: readonly (readonly [string, PlainPdf])[] = [
  ['without a line end after its mark', { ending: '' }],
  ['with both line ends after its mark', { ending: '\r\n' }],
  ['with blank lines after its end', { ending: '\n\n\n' }],
  ['with a form in its catalog', { catalogEntries: '/AcroForm<</Fields[]/DA(/F 0 Tf)/SigFlags 0>>' }],
  [
    'with a form, a list of fields and a list of annotations of their own',
    {
      catalogEntries: `/AcroForm ${firstSpare()} 0 R`,
      pageEntries: `/Annots ${firstSpare() + 2} 0 R`,
      spare: [
        `<</Fields ${firstSpare() + 1} 0 R>>`,
        `[${firstSpare() + 3} 0 R]`,
        `[${firstSpare() + 3} 0 R]`,
        '<</FT/Tx/T(so)/Subtype/Widget/Rect[0 0 9 9]>>',
      ],
    },
  ],
  ['with many pages', { pages: 12 }],
];

describe('a PDF to be signed', () => {
  test.each(shapes)('%s takes two signatures that hold', (_, plan) => {
    const signed = bySeal(byHand(plainPdf(plan)));
    expect(judge(signed).map(({ code }) => code)).toEqual(['trusted', 'trusted']);
    if (hasPdfsig) {
      expect(pdfsig(signed).map(({ validation }) => validation)).toEqual(Array(2).fill('Signature is Valid.'));
    }
  });

  test('that has cross-reference streams, a password or no such page is an error that says so', () => {
    const streams = Buffer.from('%PDF-1.7\n1 0 obj\n<</Type/XRef>>\nendobj\nstartxref\n9\n%%EOF');
    expect(() => byHand(streams)).toThrow('write the file with a table, not with streams');
    const locked = Buffer.from(plainPdf().toString('latin1').replace('/Info 5 0 R', '/Encrypt 5 0 R'), 'latin1');
    expect(() => byHand(locked)).toThrow('/Encrypt');
    expect(() => signPdf(plainPdf(), world.person, { signedAt: at, look: personLook(2, person) })).toThrow('page 2');
  });

  test('gets the widget on the page that was named', () => {
    const letter = plainPdf({ pages: 12 });
    const signed = signPdf(letter, world.person, { signedAt: at, look: personLook(9, person) });
    const update = signed.toString('latin1', letter.length);
    expect(update).toMatch(/\n22 0 obj\n<<\/Type\/Page\/.*\/Annots\[31 0 R\]>>\n/);
    expect(update).toMatch(/\n31 0 obj\n<<.*\/P 22 0 R/);
  });
});

describe('the signature in a PDF', () => {
  test('names its certificate, claims no time of its own, and is not of the whole file', () => {
    const signed = byHand(plainPdf());
    const [, gap, after] = rangeOf(signed);
    const room = Buffer.from(signed.toString('latin1', gap + 1, after - 1), 'hex');
    const cms = room.subarray(0, contentBounds(room, 0, room.length).end);
    expect(judgeSignature(cms, contentOf(signed), world.trust, at)).toMatchObject({
      code: 'signature-altered',
      timeSource: 'arrival',
    });
  });

  test('needs the key of its certificate', () => {
    const foreign = { certificate: world.agency.certificate, key: world.other.key };
    expect(() => signPdf(plainPdf(), foreign, signing)).toThrow('does not belong');
  });

  test('is made by an elliptic key as well, with the digest of its curve', () => {
    const { privateKey: key } = generateKeyPairSync('ec', { namedCurve: 'P-384' });
    const signed = signPdf(plainPdf(), enrol(world.authority, key, committee), signing);
    expect(judge(signed)).toMatchObject([{ code: 'trusted' }]);
    if (hasPdfsig) expect(pdfsig(signed)).toMatchObject([{ validation: 'Signature is Valid.' }]);
  });
});

describe('the signature in a PDF with a time stamp', () => {
  const signedAt = new Date(at.getTime() - 10 * dayMs);
  let stamper: Stamper;
  beforeAll(async () => {
    stamper = makeStamper(world.authority, await makeKey());
  });

  /** As a time-stamping authority answers over a network. */
  const stampAt =
    (when: Date, authority = stamper) =>
    async (value: Buffer): Promise<Buffer> => {
      const answer = answerStampRequest(writeStampRequest(sha256Imprint(value), makeNonce()), authority, when);
      const read = readStampResponse(answer);
      if ('refusal' in read || 'rejected' in read.value) throw new Error('no token');
      return read.value.token;
    };
  const stamped = (stamp = stampAt(signedAt), signer = world.person): Promise<Buffer> =>
    signPdfWithTimeStamp(plainPdf(), signer, { ...signing, signedAt, stamp });

  test('is judged at the time of its stamp, is good for pdfsig, and needs room for it', async () => {
    const signed = await stamped();
    expect(judge(signed)).toMatchObject([
      {
        form: 'pdf',
        code: 'trusted',
        timeSource: 'time-stamp',
        signingTime: signedAt.toISOString(),
        timeStamp: { trusted: true, stamp: { at: signedAt.toISOString() } },
      },
    ]);
    if (hasPdfsig) expect(pdfsig(signed)).toMatchObject([{ validation: 'Signature is Valid.' }]);
    const tooLong = { ...signing, spareBytes: 4, stamp: stampAt(at) };
    await expect(signPdfWithTimeStamp(plainPdf(), world.person, tooLong)).rejects.toThrow('there is room for');
  });

  test('stays trusted when its certificate is revoked later, and does not without or after', async () => {
    const authority = await Authority.create({ name: 'Chứng thực thu hồi', from: begin });
    const signer = enrol(authority, world.agency.key, committee);
    const own = makeStamper(authority, stamper.signer.key);
    const revokedAt = new Date(at.getTime() - 5 * dayMs);
    authority.revoke(readCertificate(signer.certificate).serial, revokedAt, 'keyCompromise');
    const codesOf = (pdf: Buffer): string[] => judgePdf(pdf, trustIn(authority), at).map(({ code }) => code);
    expect(codesOf(await stamped(stampAt(signedAt, own), signer))).toEqual(['trusted']);
    expect(codesOf(await stamped(stampAt(at, own), signer))).toEqual(['certificate-revoked']);
    expect(codesOf(signPdf(plainPdf(), signer, { signedAt }))).toEqual(['certificate-revoked']);
  });

  test('is refused when the stamp is of something else, or no token', async () => {
    const ofSomethingElse = await stamped(() => stampAt(signedAt)(document));
    expect(judge(ofSomethingElse)).toMatchObject([
      { form: 'pdf', valid: false, code: 'signature-altered', detail: expect.stringContaining('time stamp: ') },
    ]);
    expect(judge(await stamped(async () => Buffer.of(0x30, 0)))).toMatchObject([
      { form: 'pdf', valid: false, code: 'signature-malformed' },
    ]);
  });
});

describe('how a signature looks', () => {
  test('the seal is shown in true size over the left third of the person’s image', () => {
    const { rectangle, lines } = agencyLook(seal);
    const [left, , right, top] = rectangle;
    expect(right - left).toBeCloseTo((36 / 25.4) * 72, 1);
    expect(right).toBeCloseTo(330 + 170 / 3, 1);
    expect(top - (right - left) / 2).toBeCloseTo(195, 1);
    expect(lines).toEqual(['Sở Giao thông vận tải', '2020-03-16T10:20:00+07:00']);
  });

  test('the time has the zone of Vietnam, also after midnight there', () => {
    expect(vietnamTime(new Date('2020-12-31T18:00:00.900Z'))).toBe('2021-01-01T01:00:00+07:00');
  });

  test('text is spelled by the typeface of the file where one is given, in Helvetica without its marks', () => {
    const shown = (pdf: Buffer): string => /\((.*?)\) Tj/.exec(pdf.toString('latin1'))?.[1] ?? '';
    const letter = plainPdf();
    expect(shown(bySeal(letter).subarray(letter.length))).toBe('So Giao thong van tai');
    const typeface = { object: 3, spell: (text: string): string => `(${text.length} glyphs)` };
    const look = agencyLook({ ...seal, typeface });
    const signed = signPdf(letter, world.agency, { signedAt: at, look }).subarray(letter.length);
    expect(shown(signed)).toBe('21 glyphs');
    expect(signed.includes('/Font<</F 3 0 R>>')).toBe(true);
  });
});
