/** What signing and judging cost by format, in CPU time, beside bare node:crypto and other libraries on the same documents. */
import { createHash, createPublicKey, hash, randomBytes, sign, verify, webcrypto } from 'node:crypto';
import * as asn1js from 'asn1js';
import forge from 'node-forge';
import * as pkijs from 'pkijs';
import { SignedXml } from 'xml-crypto';
import { readPackage, writePackage } from '../../dist/libs/edxml/src/index.js';
import {
  agencyLook,
  Authority,
  judgePackage,
  judgePdf,
  judgeSignature,
  loadTrust,
  makeKey,
  makeRequest,
  personLook,
  signDetached,
  signPackage,
  signPdf,
} from '../../dist/libs/signature/src/index.js';
import { perSecond } from './per-second.mjs';

const at = new Date('2020-03-16T03:20:00Z');
const life = { from: new Date('2019-06-01T00:00:00Z'), to: new Date('2023-06-01T00:00:00Z') };
const leading = { kind: 'person', agency: 'H54.07', commonName: 'Nguyễn Văn An' };
const agency = { kind: 'agency', agency: 'H54.07', commonName: 'Sở Giao thông vận tải' };
const exclusive = 'http://www.w3.org/2001/10/xml-exc-c14n#';
const sha256Address = 'http://www.w3.org/2001/04/xmlenc#sha256';
const rsaSha256 = 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256';

/**
 * Rows of format, who, signatures and verdicts per CPU-second; null where a library can not do it. CPU of all threads counts.
 * `seconds`: CPU time of each measurement. A part may make and judge several signatures at once.
 */
export async function measureSignatures(seconds) {
  const world = await makeWorld();
  const rows = [];
  for (const part of [raw, cms, cmsOfPkijs, cmsOfForge, xml, xmlOfXmlCrypto, pdf, pdfOfTwo]) {
    const { format, who, make, judge, signatures = 1 } = await part(world);
    const rate = async (work) => (work === undefined ? null : signatures * (await perSecond(work, seconds)));
    rows.push({ format, who, signs: await rate(make), judges: await rate(judge) });
  }
  return rows;
}

async function makeWorld() {
  const [authority, key, leadersKey] = await Promise.all([
    Authority.create({ name: 'Đo', from: life.from }),
    makeKey(),
    makeKey(),
  ]);
  const certificate = authority.issue(makeRequest(key, agency), { ...agency, ...life });
  const leader = {
    key: leadersKey,
    certificate: authority.issue(makeRequest(leadersKey, leading), { ...leading, ...life }),
  };
  const { anchors, intermediates } = authority;
  const trust = loadTrust({ anchors, intermediates, crls: authority.crls(life.from, life.to) });
  const pem = (label, der) => `-----BEGIN ${label}-----\n${der.toString('base64')}\n-----END ${label}-----\n`;
  const keyPem = key.export({ type: 'pkcs8', format: 'pem' });
  return { signer: { key, certificate }, leader, trust, keyPem, certificatePem: pem('CERTIFICATE', certificate) };
}

/** Throws where a library does not judge its own signature good: nothing else would be worth measuring. */
function good(isGood, who) {
  if (isGood !== true) throw new Error(`${who} does not take its own signature`);
}

const document = randomBytes(4_000);
const content = { sha256: hash('sha256', document, 'buffer'), bytes: document };

function raw({ signer }) {
  const publicKey = createPublicKey(signer.key);
  const signature = sign('sha256', document, signer.key);
  return {
    ...{ format: 'bare RSA-2048', who: 'node:crypto' },
    make: () => sign('sha256', document, signer.key),
    judge: () => good(verify('sha256', document, publicKey, signature), 'node:crypto'),
  };
}

function cms({ signer, trust }) {
  const signature = signDetached(document, signer, at);
  return {
    ...{ format: 'detached CMS', who: 'Liên Thông, full verdict' },
    make: () => signDetached(document, signer, at),
    judge: () => good(judgeSignature(signature, content, trust, at).trusted, 'CMS'),
  };
}

async function cmsOfPkijs({ signer }) {
  pkijs.setEngine('node', new pkijs.CryptoEngine({ crypto: webcrypto, name: 'node' }));
  const algorithm = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' };
  const pkcs8 = signer.key.export({ type: 'pkcs8', format: 'der' });
  const key = await webcrypto.subtle.importKey('pkcs8', pkcs8, algorithm, false, ['sign']);
  const certificate = pkijs.Certificate.fromBER(new Uint8Array(signer.certificate).buffer);
  const data = new Uint8Array(document).buffer;
  const make = () => signWithPkijs(certificate, key, data);
  const der = (await make()).toSchema(true).toBER();
  const judge = async () => {
    const read = new pkijs.SignedData({ schema: asn1js.fromBER(der).result });
    good(await read.verify({ signer: 0, data, checkChain: false }), 'pkijs');
  };
  return { format: 'detached CMS', who: 'pkijs, no path', make, judge };
}

async function signWithPkijs(certificate, key, data) {
  const attribute = (type, value) => new pkijs.Attribute({ type, values: [value] });
  const digest = createHash('sha256').update(Buffer.from(data)).digest();
  const attributes = [
    attribute('1.2.840.113549.1.9.3', new asn1js.ObjectIdentifier({ value: '1.2.840.113549.1.7.1' })),
    attribute('1.2.840.113549.1.9.5', new asn1js.UTCTime({ valueDate: at })),
    attribute('1.2.840.113549.1.9.4', new asn1js.OctetString({ valueHex: new Uint8Array(digest).buffer })),
  ];
  const { issuer, serialNumber } = certificate;
  const signed = new pkijs.SignedData({
    version: 1,
    encapContentInfo: new pkijs.EncapsulatedContentInfo({ eContentType: '1.2.840.113549.1.7.1' }),
    signerInfos: [
      new pkijs.SignerInfo({
        version: 1,
        sid: new pkijs.IssuerAndSerialNumber({ issuer, serialNumber }),
        signedAttrs: new pkijs.SignedAndUnsignedAttributes({ type: 0, attributes }),
      }),
    ],
    certificates: [certificate],
  });
  await signed.sign(key, 0, 'SHA-256', data);
  return signed;
}

/** It verifies no PKCS#7. */
function cmsOfForge({ keyPem, certificatePem }) {
  const { pki, pkcs7 } = forge;
  const [key, certificate] = [pki.privateKeyFromPem(keyPem), pki.certificateFromPem(certificatePem)];
  const bytes = document.toString('latin1');
  const { contentType, data, messageDigest, sha256, signingTime } = pki.oids;
  const make = () => {
    const message = pkcs7.createSignedData();
    message.content = forge.util.createBuffer(bytes);
    message.addCertificate(certificate);
    message.addSigner({
      ...{ key, certificate, digestAlgorithm: sha256 },
      authenticatedAttributes: [
        { type: contentType, value: data },
        { type: messageDigest },
        { type: signingTime, value: at },
      ],
    });
    message.sign({ detached: true });
    return forge.asn1.toDer(message.toAsn1()).getBytes();
  };
  return { format: 'detached CMS', who: 'node-forge', make };
}

const recipients = Array.from({ length: 4 }, (_, index) => ({
  ...{ organId: `H54.${String(index + 10)}`, organName: `Ủy ban nhân dân huyện số ${index + 1}` },
  ...{ address: 'thành phố Thái Bình, tỉnh Thái Bình', email: `huyen${index}@thaibinh.gov.vn` },
}));
const letter = {
  from: { organId: 'H54.07', organName: 'Sở Giao thông vận tải' },
  to: recipients,
  documentId: 'H54.07-2020-15',
  code: { number: '15', notation: 'SGTVT-VP' },
  promulgation: { place: 'Thái Bình', date: '2020-03-16' },
  type: { type: 18, name: 'Công văn' },
  subject: 'Về việc liên thông văn bản điện tử',
  trace: [],
  business: { type: 0 },
  claimsSignature: false,
};
const attachment = {
  contentId: 'main',
  name: 'cong-van.docx',
  contentType: 'application/octet-stream',
  bytes: document,
};

function xml({ signer, trust }) {
  const signed = signPackage(letter, [attachment], signer);
  const kilobytes = ((signed.length - (document.length * 4) / 3) / 1024).toFixed(1);
  return {
    ...{ format: `XML-DSig, envelope of ${kilobytes} KB`, who: 'Liên Thông, full verdict with reading' },
    make: () => signPackage(letter, [attachment], signer),
    judge: () => good(judgePackage(readPackage(signed).value, 'H54.07', trust, at).facts.trusted, 'XML-DSig'),
  };
}

function xmlOfXmlCrypto({ keyPem, certificatePem }) {
  const text = writePackage(letter, [attachment]).toString();
  const make = () => {
    const signature = new SignedXml({
      ...{ privateKey: keyPem, publicCert: certificatePem },
      ...{ signatureAlgorithm: rsaSha256, canonicalizationAlgorithm: exclusive },
    });
    for (const name of ['MessageHeader', 'Bussiness', 'edXMLBody', 'ContentTransferEncoded']) {
      signature.addReference({
        ...{ xpath: `//*[local-name(.)='${name}']`, digestAlgorithm: sha256Address, transforms: [exclusive] },
      });
    }
    const location = { reference: "//*[local-name(.)='edXMLHeader']", action: 'append' };
    signature.computeSignature(text, { prefix: 'ds', location });
    return signature.getSignedXml();
  };
  const signed = make();
  const [own] = /<ds:Signature .*<\/ds:Signature>/s.exec(signed) ?? [];
  const judge = () => {
    const signature = new SignedXml({ publicCert: certificatePem });
    signature.loadSignature(own);
    good(signature.checkSignature(signed), 'xml-crypto');
  };
  return { format: 'XML-DSig, the same', who: 'xml-crypto, no path', make, judge };
}

function pdf({ signer, trust }) {
  const file = pdfOf(50_000);
  const signed = signPdf(file, signer, { signedAt: at });
  return {
    ...{ format: `PDF of ${(file.length / 1024).toFixed(0)} KB`, who: 'Liên Thông, full verdict' },
    make: () => signPdf(file, signer, { signedAt: at }),
    judge: () => good(judgePdf(signed, trust, at)[0]?.trusted, 'PDF'),
  };
}

/** As the decree has it: the leader's blue image first, then the agency's red seal. */
function pdfOfTwo({ signer, leader, trust }) {
  const file = pdfOf(10_000);
  const person = [330, 160, 500, 230];
  const seal = agencyLook({ ...{ page: 1, person, diameterMm: 36 }, name: agency.commonName, signedAt: at });
  const make = () =>
    signPdf(signPdf(file, leader, { signedAt: at, look: personLook(1, person) }), signer, { signedAt: at, look: seal });
  const signed = make();
  const added = ((signed.length - file.length) / 2 / 1024).toFixed(1);
  const judge = () => {
    const verdicts = judgePdf(signed, trust, at);
    good(verdicts.length === 2 && verdicts.every(({ trusted }) => trusted), 'PDF');
  };
  const format = `PDF of 10 KB, hand and seal, ${added} KB each`;
  return { format, who: 'Liên Thông, full verdict', make, judge, signatures: 2 };
}

/** One page, with a classic cross-reference table and a stream that stands for fonts. */
function pdfOf(bytes) {
  const bodies = [
    '<</Type/Catalog/Pages 2 0 R>>',
    '<</Type/Pages/Count 1/Kids[3 0 R]>>',
    '<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>',
    `<</Length ${bytes}>>\nstream\n${randomBytes(bytes / 2).toString('hex')}\nendstream`,
  ];
  let text = '%PDF-1.7\n';
  const entries = bodies.map((body, index) => {
    const entry = `${String(text.length).padStart(10, '0')} 00000 n \n`;
    text += `${index + 1} 0 obj\n${body}\nendobj\n`;
    return entry;
  });
  const table = `xref\n0 5\n0000000000 65535 f \n${entries.join('')}trailer\n<</Size 5/Root 1 0 R>>`;
  return Buffer.from(`${text}${table}\nstartxref\n${text.length}\n%%EOF\n`, 'latin1');
}
