/** Packages whose main attachment is signed beside, inside, or both. */
import { describe, expect, test } from '@jest/globals';
import { world } from '../support/world.js';
import { hash } from 'node:crypto';
import type { Attachment, OfficialDocument, Package } from '@lienthong/edxml';
import { plainPdf } from './forgery/plain-pdf.js';
import { at } from './forgery/world.js';
import { countSignatures, judgePackage } from './judge-package.js';
import { signPdf } from './pdf/sign-pdf.js';
import { signDetached } from './sign-detached.js';

const file = (name: string, bytes: Buffer, contentType = 'application/octet-stream'): Attachment => ({
  contentId: name,
  name,
  contentType,
  bytes,
});

const judge = (claimsSignature: boolean, ...attachments: Attachment[]) => {
  const attachmentDigests = attachments.map(({ bytes }) => hash('sha256', bytes, 'buffer'));
  const document = { claimsSignature } as OfficialDocument;
  const whole: Package = { document, attachments, attachmentDigests, contentDigest: Buffer.alloc(32) };
  const judgement = judgePackage(whole, 'H54.07', world.trust, at);
  expect(countSignatures(whole)).toBe(judgement.verdicts.length);
  return judgement;
};

describe('a package', () => {
  const letter = plainPdf();
  const sealed = (): Buffer => signPdf(letter, world.agency, { signedAt: at });
  const beside = (bytes: Buffer, by = world.agency): Attachment =>
    file('main.pdf.p7s', signDetached(bytes, by, at), 'application/pkcs7-signature');

  test('with its signature beside the main attachment is trusted', () => {
    expect(judge(false, file('main.pdf', letter), beside(letter))).toMatchObject({
      facts: { declared: true, present: true, valid: true, trusted: true, verdict: 'trusted' },
      verdicts: [{ form: 'cms' }],
    });
  });

  test('with its signature inside the main attachment is trusted as well', () => {
    expect(judge(false, file('main.pdf', sealed()))).toMatchObject({
      facts: { present: true, valid: true, trusted: true, verdict: 'trusted' },
      verdicts: [{ form: 'pdf' }],
    });
  });

  test('with both is judged by both', () => {
    const main = sealed();
    const other = Buffer.concat([main, Buffer.from('\n% thêm sau')]);
    expect(judge(false, file('main.pdf', main), beside(main)).verdicts.map(({ form }) => form)).toEqual(['pdf', 'cms']);
    expect(judge(false, file('main.pdf', other), beside(other))).toMatchObject({
      facts: { valid: false, verdict: expect.stringMatching(/^signature-/) },
      verdicts: [{ form: 'pdf', valid: false }, { code: 'trusted' }],
    });
  });

  test('signed inside by another agency only is refused', () => {
    const main = signPdf(letter, world.other, { signedAt: at });
    expect(judge(false, file('main.pdf', main)).refusal?.code).toBe('certificate-of-another-agency');
  });

  test('with no signature declares one by a name, or by its header, which is then present', () => {
    expect(judge(false, file('main.pdf', letter)).facts).toMatchObject({ declared: false, verdict: 'unsigned' });
    expect(judge(false, file('main_Signed.pdf', letter)).facts).toMatchObject({ declared: true, present: false });
    expect(judge(true, file('main.pdf', letter)).facts).toMatchObject({ present: true, verdict: 'placeholder' });
  });
});
