/** Judges an acceptance receipt as the exchange gives it (`GET /api/v1/documents/{id}/receipt`), saved as JSON. */
import { repeatedKey, type AcceptanceReceipt } from '@lienthong/edxml';
import { judgeAcceptance } from '@lienthong/signature';
import { z } from 'zod';
import { concluded, ofReceipt, type FileVerdict } from './file-verdict.js';
import type { Judging } from './judging.js';

const digest = z.string().regex(/^[0-9a-f]{64}$/, 'expected a SHA-256 in hex');

const shape = z.strictObject({
  place: z.string(),
  document: z.string(),
  sender: z.string(),
  documentId: z.string(),
  packageDigest: digest,
  contentDigest: digest,
  acceptedAt: z.iso.datetime({ offset: true }),
  rehearsal: z.boolean(),
  proof: z.strictObject({ index: z.int(), size: z.int(), path: z.array(digest), root: digest }),
  signature: z.base64(),
  certificate: digest,
}) satisfies z.ZodType<AcceptanceReceipt>;

export function judgeReceipt(file: string, bytes: Buffer, { given, at }: Judging): FileVerdict {
  const json = bytes.toString('utf8');
  const value = valueOf(json);
  const repeated = value === undefined ? undefined : repeatedKey(json);
  if (repeated !== undefined) {
    const detail = `no receipt: the key ${JSON.stringify(repeated)} is given twice, so that it says two things`;
    return untrusted(file, 'signature-malformed', detail);
  }
  const read = shape.safeParse(value);
  if (!read.success) {
    const [issue] = read.error.issues;
    return untrusted(file, 'signature-malformed', `no receipt: ${issue?.path.join('.')} ${issue?.message}`);
  }
  const certificate = given.certificates.get(read.data.certificate);
  if (certificate === undefined) {
    const detail = `the certificate of ${read.data.place} was not given: name it with --intermediate`;
    return untrusted(file, 'certificate-untrusted', detail);
  }
  const verdict = judgeAcceptance(read.data, certificate, given.trust, at);
  return concluded(file, 'receipt', [ofReceipt(verdict, read.data)]);
}

const untrusted = (file: string, code: string, detail: string): FileVerdict => ({
  ...{ file, kind: 'receipt', trusted: false, code, detail },
  signatures: [],
});

/** Undefined, which is no receipt either, for what is no JSON. */
function valueOf(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
