/** Forgers of signed PDF files: careless signers that leave something out, and second signers who bring more than a signature. */
import { createHash } from 'node:crypto';
import { deflateSync } from 'node:zlib';
import { draftSignature } from '../pdf/draft-signature.js';
import { PdfFile } from '../pdf/file/pdf-file.js';
import { signForPdf } from '../pdf/sign-for-pdf.js';
import { signPdf, sealDraft } from '../pdf/sign-pdf.js';
import { sizeOf, writeUpdate, type UpdateObject } from '../pdf/write-update.js';
import type { KeptSigner } from '../shapes.js';
import { signDetached } from '../sign-detached.js';
import { catalogNumber, contentNumber, firstSpare, pageNumber, plainPdf, stream } from './plain-pdf.js';
import { at, begin, enrol, yearsLater, type World } from './world.js';

type Range = readonly [number, number, number, number];

const latin1 = (bytes: Buffer): string => bytes.toString('latin1');

/** The last place of `from` now says `to`, which must be as long. */
export function edited(pdf: Buffer, from: string, to: string): Buffer {
  const place = pdf.lastIndexOf(from, undefined, 'latin1');
  if (place < 0 || from.length !== to.length) throw new Error(`"${from}" can not become "${to}"`);
  const copy = Buffer.from(pdf);
  copy.write(to, place, 'latin1');
  return copy;
}

export function rangeOf(pdf: Buffer): Range {
  const numbers = /^\d+ \d+ \d+ \d+/.exec(latin1(pdf.subarray(rangeAt(pdf), rangeAt(pdf) + 60)))?.[0].split(' ');
  return (numbers ?? []).map(Number) as unknown as Range;
}

const rangeAt = (pdf: Buffer): number => pdf.lastIndexOf('/ByteRange[') + '/ByteRange['.length;

/** Makes the CMS signature over the signed bytes. */
type Write = (sha256: Buffer, signer: KeptSigner, content: Buffer) => Buffer;

/** The last signature made again over the file as it now is, by somebody who does not ask what the range leaves out. */
export function signedAgain(pdf: Buffer, signer: KeptSigner, range = rangeOf(pdf), write: Write = signForPdf): Buffer {
  const copy = Buffer.from(pdf);
  copy.write(`${range.join(' ')}]`.padEnd(36), rangeAt(pdf), 'latin1');
  const parts = [copy.subarray(range[0], range[0] + range[1]), copy.subarray(range[2], range[2] + range[3])];
  const content = Buffer.concat(parts);
  const sha256 = createHash('sha256').update(content).digest();
  const room = { start: copy.lastIndexOf('/Contents<') + '/Contents<'.length, end: 0 };
  room.end = copy.indexOf('>', room.start);
  copy.write(
    write(sha256, signer, content)
      .toString('hex')
      .padEnd(room.end - room.start, '0'),
    room.start,
    'latin1',
  );
  return copy;
}

export const signing = { signedAt: at, look: { page: 1, rectangle: [300, 100, 400, 160] as const } };

/** A second signature by another agency, whose update also holds what `tamper` makes of it. */
export function secondSignature(
  pdf: Buffer,
  signer: KeptSigner,
  tamper: (objects: readonly UpdateObject[], file: PdfFile) => readonly UpdateObject[],
  look: { page: number; rectangle: readonly [number, number, number, number] } = signing.look,
): Buffer {
  const file = new PdfFile(pdf);
  const draft = draftSignature(file, { signedAt: at, look });
  return sealDraft({ ...draft, objects: tamper(draft.objects, file) }, signer);
}

/** The body of an object written otherwise. */
const rewritten = (objects: readonly UpdateObject[], from: string, to: string): UpdateObject[] =>
  objects.map((object) => ({ ...object, body: Buffer.from(latin1(object.body).replace(from, to), 'latin1') }));

const otherContent = stream(
  deflateSync('BT /F 12 Tf 70 700 Td (Trang 1: cap 900 trieu dong) Tj ET'),
  '/Filter/FlateDecode',
);

/** Makes a file that only the rule with this name stops; the first signature in it is the one that must not hold. */
export type Forger = (world: World) => Buffer;

const honest = ({ agency }: World, pdf = plainPdf()): Buffer => signPdf(pdf, agency, signing);

const withSecond =
  (tamper: Parameters<typeof secondSignature>[2], pdf = plainPdf()): Forger =>
  (world) =>
    secondSignature(honest(world, pdf), world.other, tamper);

/** A catalog prepared before the first signature, which lists the form that the first signature will make. */
const shadowCatalog = (): Buffer => {
  const form = firstSpare() + 1 + 3;
  return plainPdf({ spare: [`<</Type/Catalog/Pages 2 0 R/Lang(en)/AcroForm ${form} 0 R>>`] });
};

export const forgeries: Readonly<Record<string, Forger>> = {
  'the range begins with the file': (world) => {
    const signed = honest(world);
    const [, length, second, rest] = rangeOf(signed);
    const careless = signedAgain(signed, world.agency, [8, length - 8, second, rest]);
    return edited(careless, '%PDF-1.7', '%PDF-1.4');
  },
  'the gap is the signature and nothing else': (world) => {
    const signed = honest(world);
    const [, , second, rest] = rangeOf(signed);
    const careless = signedAgain(signed, world.agency, [0, signed.lastIndexOf('/M(D:'), second, rest]);
    return edited(careless, '/M(D:20200316', '/M(D:20200102');
  },
  'the range ends with a revision': (world) => {
    const signed = honest(world);
    const [, length, second] = rangeOf(signed);
    const careless = signedAgain(signed, world.agency, [0, length, second, signed.lastIndexOf('trailer') - second]);
    return edited(careless, '/Info 5 0 R', '/Info 3 0 R');
  },
  'behind the signature are zeros': ({ agency }) => {
    const signed = signPdf(plainPdf(), agency, { ...signing, spareBytes: 32 });
    return edited(signed, `${'0'.repeat(40)}>`, `${'0'.repeat(39)}1>`);
  },
  'the certificate is named in what is signed': (world) => {
    const sameKey = enrol(
      world.authority,
      world.agency.key,
      { agency: 'H54.99', commonName: 'Sở khác', kind: 'agency' },
      begin,
      yearsLater(4),
    );
    return signedAgain(honest(world), sameKey, undefined, (sha256, signer) => signDetached({ sha256 }, signer, at));
  },
  'a certified file is not updated': (world) => {
    const draft = draftSignature(new PdfFile(plainPdf()), signing);
    const certification = '/Reference[<</Type/SigRef/TransformMethod/DocMDP/TransformParams<</P 1/V/1.2>>>>]';
    const head = Buffer.from(latin1(draft.head).replace('/ByteRange[', `${certification}/ByteRange[`), 'latin1');
    const certified = sealDraft({ ...draft, head, rangeAt: draft.rangeAt + certification.length }, world.agency);
    return signPdf(certified, world.other, signing);
  },
  'every update is signed': (world) => {
    const file = new PdfFile(honest(world));
    const draft = draftSignature(file, signing);
    const unsigned = rewritten(draft.objects, `/V ${draft.number} 0 R`, '');
    return Buffer.concat([file.bytes, writeUpdate(file, unsigned).bytes]);
  },
  'every update keeps to the rules for updates': withSecond((objects) => [
    ...objects,
    { number: contentNumber, body: otherContent },
    { number: 900, body: otherContent },
  ]),
  'the trailer names the same catalog and information': (world) => {
    const second = secondSignature(honest(world, shadowCatalog()), world.other, (objects) => objects);
    return signedAgain(edited(second, '/Root 1 0 R', `/Root ${firstSpare()} 0 R`), world.other);
  },
  'the size cuts off no object': (world) => {
    const second = secondSignature(honest(world), world.other, (objects) => objects);
    const { last } = new PdfFile(second);
    const size = /\/Size \d+/.exec(last.file.textOf(last.trailer))?.[0] ?? '';
    return signedAgain(edited(second, size, '/Size 6'.padEnd(size.length)), world.other);
  },
  'nothing is deleted': (world) => {
    const second = secondSignature(honest(world), world.other, (objects) => [
      ...objects,
      { number: contentNumber, body: otherContent },
    ]);
    const run = `\n${pageNumber} 2\n`;
    const state = second.lastIndexOf(run) + run.length + 20 + 17;
    second.write('f', state, 'latin1');
    return signedAgain(second, world.other);
  },
  'only catalog, form, pages and lists change': withSecond((objects) => [
    ...objects,
    { number: contentNumber, body: otherContent },
  ]),
  'the catalog keeps all but its form': withSecond((objects, file) => {
    const catalog = file.textOf(file.last.catalog).replace('/Lang', '/OpenAction[6 0 R/Fit]/Lang');
    return [...objects, { number: catalogNumber, body: Buffer.from(catalog, 'latin1') }];
  }),
  'the form only gains fields': withSecond((objects) =>
    rewritten(objects, '/SigFlags 3', '/NeedAppearances true/SigFlags 3'),
  ),
  'a page only gains signatures': withSecond((objects) => rewritten(objects, '[0 0 595 842]', '[0 0 595 442]')),
  'a list of objects only gains signatures': withSecond(
    (objects) => [...objects, { number: firstSpare(), body: Buffer.from('[]') }],
    plainPdf({
      pageEntries: `/Annots ${firstSpare()} 0 R`,
      spare: [`[${firstSpare() + 1} 0 R]`, '<</Type/Annot/Subtype/Text/Rect[0 0 9 9]/Contents(Chua duyet)>>'],
    }),
  ),
  'an update brings one field': withSecond((objects, file) => {
    const number = sizeOf(file) + 1;
    const twin = number + 40;
    const both = rewritten(
      rewritten(objects, `R ${number} 0 R]`, `R ${number} 0 R ${twin} 0 R]`),
      'Fields[',
      'Fields [',
    );
    const body = objects.find((object) => object.number === number)?.body ?? Buffer.alloc(0);
    return [...both, ...rewritten([{ number: twin, body }], `/V ${number - 1} 0 R`, '')];
  }),
  'a new field is a signature and no more': withSecond((objects) =>
    rewritten(objects, '/F 132', '/F 132/AA<</E<</S/JavaScript/JS(this.dirty=false)>>>>'),
  ),
  'a new signature looks small': (world) =>
    secondSignature(honest(world), world.other, (objects) => objects, { page: 1, rectangle: [0, 0, 595, 842] }),
  'nothing signed has waited for a new object': withSecond(
    (objects) => [
      ...rewritten(objects, '/AP<<', '/AP<</D 50 0 R'),
      { number: 50, body: Buffer.from('<</Type/Annot/Subtype/FreeText/Rect[70 690 300 720]/Contents(900 trieu)>>') },
    ],
    plainPdf({ pageEntries: '/Annots[50 0 R]' }),
  ),
  'every new object belongs to a signature': withSecond((objects, file) => [
    ...objects,
    { number: 900 + file.revisions.length, body: otherContent },
  ]),
};
