/** PDF signatures that must not count: one forgery for each rule of the profile, and files that lie about their own structure. */
import { hash } from 'node:crypto';
import { world } from '../../support/world.js';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { edited, forgeries, rangeOf, secondSignature, signedAgain, signing } from '../forgery/forged-pdf.js';
import { contentNumber, firstSpare, pageNumber, plainPdf } from '../forgery/plain-pdf.js';
import { attribute, goodAttributes, oddSignature } from '../forgery/odd-signatures.js';
import { at, begin, dayMs } from '../forgery/world.js';
import { oids } from '../der/oids.js';
import { octets, sequence } from '../der/write-der.js';
import { concludeDocument } from '../judge-document.js';
import { PdfFile } from './file/pdf-file.js';
import { judgeByRules, judgePdf, type PdfVerdict } from './judge-pdf.js';
import { signPdf } from './sign-pdf.js';
import { pdfRules, type PdfRules } from './signature-rules.js';
import { writeUpdate } from './write-update.js';

let signed: Buffer;
beforeAll(() => {
  signed = signPdf(plainPdf(), world.agency, signing);
});

const judge = (pdf: Buffer): PdfVerdict[] => judgePdf(pdf, world.trust, at);
const codes = (pdf: Buffer, rules: PdfRules = pdfRules): string[] =>
  judgeByRules(rules, pdf, world.trust, at).map(({ code }) => code);
const without = (name: string): PdfRules => ({
  signature: pdfRules.signature.filter((rule) => rule.name !== name),
  update: pdfRules.update.filter((rule) => rule.name !== name),
});
const updateNames = pdfRules.update.map(({ name }) => name);
const names = [...pdfRules.signature, ...pdfRules.update].map(({ name }) => name);

describe('a forgery that one rule stops', () => {
  const made = new Map<string, Buffer>();
  const forged = (name: string): Buffer => {
    const pdf = made.get(name) ?? forgeries[name]?.(world) ?? Buffer.alloc(0);
    made.set(name, pdf);
    return pdf;
  };

  test('there is one for every rule', () => {
    expect(Object.keys(forgeries).toSorted()).toEqual(names.toSorted());
  });

  test.each(names)('%s: refused under all rules', (name) => {
    const [first] = judge(forged(name));
    expect(first).toMatchObject({ form: 'pdf', valid: false, trusted: false });
    expect(first?.code).toMatch(/^signature-(malformed|altered)$/);
  });

  test.each(names)('%s: without this rule its forgery is trusted, and no other', (name) => {
    const rules = without(name);
    const passed = names.filter((other) => codes(forged(other), rules).every((code) => code === 'trusted'));
    // The last rule of a signature stands for all rules of updates.
    expect(passed).toEqual(name === 'every update keeps to the rules for updates' ? [name, ...updateNames] : [name]);
  });

  test('an update by another signer leaves that signer’s own verdict as it is', () => {
    const pdf = forged('only catalog, form, pages and lists change');
    expect(judge(pdf).map(({ code, signer }) => [code, signer?.agency])).toEqual([
      ['signature-altered', undefined],
      ['trusted', 'H54.08'],
    ]);
  });
});

describe('a signed file with one byte changed', () => {
  test('is never trusted and never an error, wherever the byte is', () => {
    const two = signPdf(signed, world.other, signing);
    const [, , , rest] = rangeOf(two);
    const passed: number[] = [];
    for (let byte = 0; byte < two.length; byte += byte < two.length - rest ? 31 : 3) {
      const copy = Buffer.from(two);
      copy[byte] = (copy[byte] ?? 0) ^ 1;
      if (codes(copy).every((code) => code === 'trusted')) passed.push(byte);
    }
    expect(passed).toEqual([]);
  });

  test('cut anywhere is never trusted and never an error', () => {
    for (let length = 0; length < signed.length; length += 101) {
      expect(codes(signed.subarray(0, length))).not.toContain('trusted');
    }
  });
});

describe('a good signature in a PDF', () => {
  test('claims the time that the PDF says', () => {
    const claimedAt = (signedAt: Date): PdfVerdict[] => judge(signPdf(plainPdf(), world.agency, { signedAt }));
    expect(claimedAt(new Date(at.getTime() - 999))).toMatchObject([{ signingTime: '2020-03-16T03:19:59.000Z' }]);
    const late = claimedAt(new Date(at.getTime() + 2 * dayMs));
    expect(late).toMatchObject([{ form: 'pdf', valid: true, trusted: false, code: 'date-in-future' }]);
    const early = claimedAt(new Date(begin.getTime() - dayMs));
    expect(early).toMatchObject([{ valid: true, trusted: false, code: 'certificate-not-yet-valid' }]);
  });

  test('may use a longer digest', () => {
    const named = attribute(
      oids.signingCertificateV2,
      sequence(sequence(sequence(octets(hash('sha256', world.agency.certificate, 'buffer'))))),
    );
    const longer = signedAgain(
      signPdf(plainPdf(), world.agency, { ...signing, spareBytes: 100 }),
      world.agency,
      undefined,
      (_, signer, content) => {
        const [type, time, digest] = goodAttributes('sha512', content);
        const attributes = [type, time, named, digest].flatMap((one) => one ?? []);
        return oddSignature(signer, { digest: 'sha512', attributes: () => attributes });
      },
    );
    expect(judge(longer)).toMatchObject([{ code: 'trusted' }]);
  });

  test('counts for its document like one beside it', () => {
    const { facts, refusal } = concludeDocument(judge(signed), false, 'H54.07');
    expect([facts, refusal]).toMatchObject([{ declared: true, present: true, valid: true, trusted: true }, undefined]);
    const forged = signedAgain(edited(signed, '/Sig/Filter', '/Sig/Filtre'), world.agency);
    expect(concludeDocument(judge(forged), false, 'H54.08').refusal?.code).toBe('certificate-of-another-agency');
  });
});

describe('what is no signature in a PDF', () => {
  test('a PDF without one has no verdicts, whatever its structure', () => {
    expect(judge(plainPdf())).toEqual([]);
    expect(
      judge(Buffer.from('%PDF-1.7\n1 0 obj\n<</Type/XRef>>\nstream\n\nendstream\nendobj\nstartxref\n9\n%%EOF')),
    ).toEqual([]);
    expect(judge(Buffer.from('không phải PDF'))).toEqual([]);
  });

  test('another format of signature, and room that was never filled, are placeholders', () => {
    const other = signedAgain(edited(signed, '/ETSI.CAdES.detached', '/adbe.pkcs7.detached'), world.agency);
    expect(judge(other)).toMatchObject([{ form: 'placeholder', code: 'placeholder', valid: false }]);
    const [, gap, after] = rangeOf(signed);
    const empty = Buffer.from(signed).fill('0', gap + 1, after - 1);
    expect(judge(empty)).toMatchObject([{ form: 'placeholder', code: 'placeholder', valid: false }]);
  });

  test('a signature in a file with cross-reference streams only is a placeholder', () => {
    const body =
      '1 0 obj\n<</Type/XRef>>\nstream\n\nendstream\nendobj\n2 0 obj\n<</Type/Sig/ByteRange[0 1 2 3]>>\nendobj';
    expect(judge(Buffer.from(`%PDF-1.7\n${body}\nstartxref\n9\n%%EOF`))).toMatchObject([{ code: 'placeholder' }]);
  });
});

/** Universal signature forgery: a signature dictionary that lacks, or spoils, what a careless reader skips. */
const spoiled: readonly (readonly [string, string, string])[] = [
  ['without a byte range', '/ByteRange[', '/ByteRangf['],
  ['with a negative byte range', '/ByteRange[0 ', '/ByteRange[-'],
  ['with an empty byte range', '/ByteRange[0 ', '/ByteRange[] '],
  ['without contents', '/Contents<', '/Contentz<'],
  ['of the type of a time stamp', '/Type/Sig/', '/Type/Sog/'],
  ['without a time', '/M(D:', '/N(D:'],
  ['with a time that is none', '/M(D:2020', '/M(D:2O20'],
  ['with a key given twice', '/Filter/Adobe.PPKLite', '/Type/Sig/Filter/Abc'],
];

describe('a signature dictionary', () => {
  test.each(spoiled)('%s is refused as malformed', (_, from, to) => {
    const verdicts = judge(
      edited(signed, from, to.padEnd(from.length).slice(0, Math.max(from.length, to.trim().length))),
    );
    expect(verdicts).toMatchObject([{ valid: false, code: 'signature-malformed' }]);
  });
});

describe('a file that lies about its structure', () => {
  const refused = (pdf: Buffer, detail: RegExp, code = 'signature-malformed'): void => {
    const [first] = judge(pdf);
    expect(first).toMatchObject({ form: 'pdf', valid: false, code });
    expect(first?.detail).toMatch(detail);
  };
  const updated = (number: number, body: string): Buffer => {
    const { bytes } = writeUpdate(new PdfFile(signed), [{ number, body: Buffer.from(body, 'latin1') }]);
    return Buffer.concat([signed, bytes]);
  };

  test('bytes after its end are refused, and bytes before its head', () => {
    refused(Buffer.concat([signed, Buffer.from('thêm')]), /bytes follow the end/);
    refused(Buffer.concat([signed, Buffer.from('\n')]), /not the end of a revision/);
    refused(Buffer.concat([Buffer.from('\n'), signed]), /not a PDF file/);
  });

  test('an update whose table leads to objects hidden in the signed bytes is refused', () => {
    const second = secondSignature(signed, world.other, (objects) => [
      ...objects,
      { number: contentNumber, body: Buffer.from('<<>>') },
    ]);
    const run = '\n6 2\n';
    const entry = second.lastIndexOf(run) + run.length + 20;
    second.write(String(second.indexOf('7 0 obj')).padStart(10, '0'), entry, 'latin1');
    refused(signedAgain(second, world.other), /object 7 lies outside the revision/, 'signature-altered');
  });

  test('an update that skips the signed revision does not bring a signature along', () => {
    const { revisions } = new PdfFile(signed);
    const [previous, skipped] = [`/Prev ${revisions[1]?.tableAt}`, `/Prev ${revisions[0]?.tableAt}`];
    refused(edited(updated(contentNumber, '<<>>'), previous, skipped.padEnd(previous.length)), /no field leads to/);
  });

  test('an update that gives a page another generation takes it away', () => {
    const second = secondSignature(signed, world.other, (objects) =>
      objects.map((object) => (object.number === pageNumber ? { ...object, generation: 1 } : object)),
    );
    refused(second, /it deletes object 6/, 'signature-altered');
  });

  test('two entries for one object, and tables that run in a circle, are refused', () => {
    const long = signPdf(plainPdf({ fontBytes: 2000 }), world.agency, signing);
    const [first, last] = new PdfFile(long).revisions;
    refused(edited(signed, '\n6 1\n', '\n1 1\n'), /sections of a table overlap/);
    refused(edited(long, `/Prev ${first?.tableAt}`, `/Prev ${last?.tableAt}`), /run in a circle/);
  });

  test('a wrapped signature, its two parts torn apart around other objects, is refused', () => {
    const [, gap, after] = rangeOf(signed);
    const contents = signed.subarray(gap, after);
    const evil = Buffer.concat([contents, Buffer.from('>>\nendobj\n7 0 obj\n<<>>\nendobj\n<<'), contents]);
    refused(Buffer.concat([signed.subarray(0, gap), evil, signed.subarray(after)]), /no cross-reference table/);
  });

  test('a signature that an update hides from the form is judged all the same', () => {
    const file = new PdfFile(signed);
    const catalog = file.textOf(file.last.catalog).replace(/\/AcroForm \d+ 0 R/, '');
    refused(updated(1, catalog), /no good signature covers/, 'signature-altered');
  });

  test('kids that lead back to their field, and lengths that ask for each other, end in a refusal', () => {
    const field = `<</FT/Sig/Kids[${firstSpare()} 0 R]/ByteRange[]>>`;
    refused(plainPdf({ catalogEntries: `/AcroForm<</Fields[${firstSpare()} 0 R]>>`, spare: [field] }), /listed twice/);
    const stream = (length: number): string => `<</Length ${length} 0 R/ByteRange[]>>\nstream\n\nendstream`;
    const spare = [stream(firstSpare() + 1), stream(firstSpare())];
    refused(plainPdf({ catalogEntries: `/AcroForm ${firstSpare()} 0 R`, spare }), /is a stream/);
  });

  test('objects that stand inside other objects end in a refusal', () => {
    const numbers = [0, 1, 2, 3].map((index) => firstSpare() + index);
    const nested = numbers.reduceRight(
      (inner, number) => `${number} 0 obj<</FT/Tx/T(${inner})>>endobj`,
      'x'.repeat(2000),
    );
    const fields = numbers.map((number) => `${number} 0 R`).join(' ');
    const [first = '', ...others] = [nested.slice(7, -6), 'null', 'null', 'null'];
    const pdf = plainPdf({ catalogEntries: `/AcroForm<</Fields[${fields}]/ByteRange[]>>`, spare: [first, ...others] });
    const entries = pdf.lastIndexOf('\nxref\n') + '\nxref\n0 12\n'.length;
    for (const number of numbers.slice(1)) {
      pdf.write(String(pdf.indexOf(`${number} 0 obj<<`)).padStart(10, '0'), entries + number * 20, 'latin1');
    }
    refused(pdf, /objects stand inside other objects/);
  });

  test('more values than a signed file needs end in a refusal', () => {
    const many = `<</ByteRange[]/Fields[${'0 '.repeat(100_000)}]>>`;
    refused(
      plainPdf({ catalogEntries: `/AcroForm ${firstSpare()} 0 R`, spare: [many] }),
      /too many or too deep values/,
    );
    const deep = `<</ByteRange[]/Fields ${'['.repeat(50)}${']'.repeat(50)}>>`;
    refused(
      plainPdf({ catalogEntries: `/AcroForm ${firstSpare()} 0 R`, spare: [deep] }),
      /too many or too deep values/,
    );
  });
});
