/** A folder of signed files for specs: an authority, an agency's signatures of each kind, and what is wrong with some. */
import { createHash, hash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { writePackage, type AcceptanceReceipt, type Attachment, type OfficialDocument } from '@lienthong/edxml';
import {
  acceptanceContext,
  acceptanceLeaf,
  answerStampRequest,
  answerStatusRequest,
  Authority,
  judgeCertificate,
  loadTrust,
  makeKey,
  makeRequest,
  merkleTree,
  readStampResponse,
  sha256Imprint,
  signDetached,
  signPackage,
  signPdf,
  signStatement,
  writeStampRequest,
  writeStatusRequest,
  type Signer,
} from '@lienthong/signature';

export const begin = new Date('2019-06-01T00:00:00Z');
export const signedAt = new Date('2020-03-16T03:20:00Z');
export const judgedAt = '2020-03-17T10:00:00+07:00';
/** Between the signature and the judgement. */
const revokedAt = new Date('2020-03-16T18:00:00Z');
const end = new Date('2023-06-01T00:00:00Z');
const dayMs = 86_400_000;

export const pem = (label: string, ...ders: readonly Buffer[]): string =>
  ders.map((der) => `-----BEGIN ${label}-----\n${der.toString('base64')}\n-----END ${label}-----\n`).join('');

const agency = { kind: 'agency', agency: 'H54.07', commonName: 'Sở Giao thông vận tải' } as const;
const place = { kind: 'place', agency: '00.54.W00', commonName: 'Thái Bình' } as const;
/** The policy of time stamps that the profile accepts. */
const stampPolicy = '2.999.3161.1';

interface Signers {
  readonly authority: Authority;
  readonly good: Signer;
  readonly expired: Signer;
  readonly revoked: Signer;
  readonly place: Signer;
}

async function makeSigners(): Promise<Signers> {
  const [authority, key, placeKey] = await Promise.all([
    Authority.create({ name: 'Chứng thực thử nghiệm', from: begin }),
    makeKey(),
    makeKey(),
  ]);
  const issue = (to: Date): Signer => ({
    key,
    certificate: authority.issue(makeRequest(key, agency), { ...agency, from: begin, to }),
  });
  const [good, expired, revoked] = [issue(end), issue(new Date(signedAt.getTime() + dayMs / 2)), issue(end)];
  const certificate = authority.issue(makeRequest(placeKey, place), { ...place, from: begin, to: end });
  const nobody = loadTrust({ anchors: [], intermediates: [], crls: [] });
  authority.revoke(
    judgeCertificate(revoked.certificate, nobody, signedAt).signer?.serial ?? '',
    revokedAt,
    'keyCompromise',
  );
  return { authority, good, expired, revoked, place: { key: placeKey, certificate } };
}

/** Writes all into the folder, and a data folder as `lienthong start` keeps it into `data`. */
export async function writeSignedFiles(folder: string): Promise<void> {
  const signers = await makeSigners();
  const write = (name: string, content: Buffer | string): void => {
    mkdirSync(join(folder, name, '..'), { recursive: true });
    writeFileSync(join(folder, name), content);
  };
  writeTrust(write, signers);
  writeLetters(write, signers);
  writePackages(write, signers);
  await writeProofs(write, signers);
}

type Write = (name: string, content: Buffer | string) => void;

function writeTrust(write: Write, { authority, place: { certificate } }: Signers): void {
  const { anchors, intermediates } = authority;
  const lists = authority.crls(begin, end);
  const [issuing = Buffer.alloc(0)] = intermediates;
  write('root.pem', pem('CERTIFICATE', ...anchors));
  write('issuing.crt', issuing);
  write('place.pem', pem('CERTIFICATE', certificate));
  lists.forEach((list, index) => write(`lists/${index}.crl`, index === 0 ? list : pem('X509 CRL', list)));
  write('data/trust/anchors.pem', pem('CERTIFICATE', ...anchors));
  write('data/trust/intermediates.pem', pem('CERTIFICATE', ...intermediates));
  lists.forEach((list, index) => write(`data/trust/crls/${index}.crl`, list));
  write('data/places/00.54.W00/certificate.pem', pem('CERTIFICATE', certificate));
}

const letter = Buffer.from('Công văn số 15/SGTVT-VP về việc liên thông văn bản điện tử');

function writeLetters(write: Write, { good, expired, revoked }: Signers): void {
  for (const name of ['letter.docx', 'expired.docx', 'revoked.docx', 'unsigned.docx']) write(name, letter);
  write('altered.docx', Buffer.concat([letter, Buffer.from('.')]));
  write('letter.docx.p7s', signDetached(letter, good, signedAt));
  write('altered.docx.p7s', signDetached(letter, good, signedAt));
  write('expired.docx.p7s', signDetached(letter, expired, signedAt));
  write('revoked.docx.p7s', signDetached(letter, revoked, signedAt));
  write('armoured.docx', letter);
  write('armoured.docx.p7s', pem('PKCS7', signDetached(letter, good, signedAt)));
  write('signer.crt', good.certificate);
  write('expired.pem', pem('CERTIFICATE', expired.certificate));
  const part = Buffer.from('Content-Type: text/plain; charset=utf-8\r\n\r\nKính gửi: Sở Y tế\r\n');
  const mail = mailOf(part, signDetached(part, good, signedAt));
  write('letter.eml', mail);
  write('unix.eml', mail.replaceAll('\r\n', '\n'));
  write('altered.eml', mail.replace('Sở Y tế', 'Sở Xây dựng'));
  write('unsigned.eml', part);
  write('unsigned.pdf', plainPdf());
  const sealed = signPdf(signPdf(plainPdf(), good, { signedAt }), good, { signedAt });
  write('sealed.pdf', sealed);
  write('altered.pdf', Buffer.from(sealed.toString('latin1').replace('0 0 595 842', '0 0 595 442'), 'latin1'));
}

/** multipart/signed, RFC 8551 3.5.3. */
const mailOf = (part: Buffer, signature: Buffer): string =>
  [
    'From: vanthu@sgtvt.thaibinh.gov.vn',
    'Content-Type: multipart/signed; micalg=sha-256;',
    '\tprotocol="application/pkcs7-signature"; boundary="bien"',
    '',
    '--bien',
    part.toString(),
    '--bien',
    'Content-Type: application/pkcs7-signature; name="smime.p7s"',
    'Content-Transfer-Encoding: base64',
    '',
    ...(signature.toString('base64').match(/.{1,64}/g) ?? []),
    '--bien--',
    '',
  ].join('\r\n');

function writePackages(write: Write, { good }: Signers): void {
  const document: OfficialDocument = {
    from: { organId: '000.00.07.H54', organName: 'Sở Giao thông vận tải' },
    to: [{ organId: 'H54.08', organName: 'Sở Y tế' }],
    documentId: 'H54.07-2020-15',
    code: { number: '15', notation: 'SGTVT-VP' },
    promulgation: { place: 'Thái Bình', date: '2020-03-16' },
    type: { type: 18, name: 'Công văn' },
    subject: 'Về việc liên thông văn bản điện tử',
    trace: [],
    business: { type: 0 },
    claimsSignature: false,
  };
  const named = (from: string): OfficialDocument => ({ ...document, from: { ...document.from, organId: from } });
  const file = (name: string, contentType: string, bytes: Buffer): Attachment => ({
    ...{ contentId: name, name, contentType, bytes },
  });
  const main = file('main.pdf', 'application/pdf', plainPdf());
  const inside = file('main.pdf', 'application/pdf', signPdf(main.bytes, good, { signedAt }));
  const beside = file('main.pdf.p7s', 'application/pkcs7-signature', signDetached(main.bytes, good, signedAt));
  write('beside.edxml', writePackage(document, [main, beside]));
  write('inside.xml', writePackage(document, [inside]));
  const whole = signPackage(document, [main], good);
  write('whole.edxml', whole);
  write('recall.edxml', Buffer.from(whole.toString().replace('BussinessDocType>0<', 'BussinessDocType>1<')));
  write('unsigned.edxml', writePackage(document, [main]));
  write('foreign.edxml', writePackage(named('H54.08'), [main, beside]));
  write('other.xml', '<a/>');
}

async function writeProofs(write: Write, { authority, good, revoked, place: server }: Signers): Promise<void> {
  const key = await makeKey();
  const order = { service: 'time-stamping', commonName: 'Dấu thời gian', from: begin, to: end } as const;
  const certificate = authority.issueService(makeRequest(key, { ...agency, agency: '' }), order);
  const stamper = { signer: { key, certificate }, policy: stampPolicy, accuracyMs: 1000 };
  const respond = (bytes: Buffer): Buffer =>
    answerStampRequest(writeStampRequest(sha256Imprint(bytes)), stamper, signedAt);
  const stamp = (bytes: Buffer): Buffer => {
    const answer = readStampResponse(respond(bytes));
    if ('refusal' in answer || 'rejected' in answer.value) throw new Error('no time stamp was given');
    return answer.value.token;
  };
  write('letter.docx.tst', stamp(letter));
  write('letter.docx.tsr', respond(letter));
  write('altered.docx.tsr', respond(letter));
  write('rejected.docx', letter);
  write('rejected.docx.tsr', answerStampRequest(Buffer.from('khong phai yeu cau'), stamper, signedAt));
  write('altered.docx.tst', stamp(letter));
  write('stamped.docx', letter);
  write('stamped.docx.p7s', signDetached(letter, revoked, signedAt, { stamp }));
  const responder = authority.statusResponder({});
  const period = { thisUpdate: signedAt, nextUpdate: end };
  for (const [name, signer] of Object.entries({ good, revoked })) {
    const request = writeStatusRequest(signer.certificate, responder.issuer);
    write(`answers/${name}.ocsp`, answerStatusRequest(request, responder, period));
  }
  const receipt = await receiptOf(server);
  write('receipt.json', JSON.stringify(receipt));
  write('altered-receipt.json', JSON.stringify({ ...receipt, documentId: 'H54.07-2020-16' }));
  write('ambiguous-receipt.json', JSON.stringify(receipt).replace('{', `{"sender":"H54.08",`));
  write('no-receipt.json', '{"place":"00.54.W00"}');
}

async function receiptOf(server: Signer): Promise<AcceptanceReceipt> {
  const digest = createHash('sha256').update(letter).digest('hex');
  const fields = {
    ...{ place: place.agency, document: '01', sender: agency.agency, documentId: 'H54.07-2020-15' },
    ...{ packageDigest: digest, contentDigest: digest, acceptedAt: signedAt.toISOString(), rehearsal: true },
  };
  const tree = merkleTree([acceptanceLeaf(fields), acceptanceLeaf({ ...fields, document: '02' })]);
  return {
    ...fields,
    proof: {
      index: 0,
      size: 2,
      path: tree.path(0).map((node) => node.toString('hex')),
      root: tree.root.toString('hex'),
    },
    signature: (await signStatement(acceptanceContext, tree.root, server)).toString('base64'),
    certificate: hash('sha256', server.certificate, 'hex'),
  };
}

/** One empty page, with a classic cross-reference table. */
function plainPdf(): Buffer {
  const bodies = [
    '<</Type/Catalog/Pages 2 0 R>>',
    '<</Type/Pages/Count 1/Kids[3 0 R]>>',
    '<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>',
  ];
  let text = '%PDF-1.7\n';
  const entries = bodies.map((body, index) => {
    const entry = `${String(text.length).padStart(10, '0')} 00000 n \n`;
    text += `${index + 1} 0 obj\n${body}\nendobj\n`;
    return entry;
  });
  const table = `xref\n0 4\n0000000000 65535 f \n${entries.join('')}trailer\n<</Size 4/Root 1 0 R>>`;
  return Buffer.from(`${text}${table}\nstartxref\n${text.length}\n%%EOF\n`, 'latin1');
}
