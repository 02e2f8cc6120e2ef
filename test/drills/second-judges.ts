/** What is judged twice: for each format something good, ways to change one thing in it, our judge and an independent one. */
import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { isRefused, readPackage } from '@lienthong/edxml';
import { headerForgeries } from '../../libs/signature/src/forgery/forged-headers.js';
import { messageForgeries } from '../../libs/signature/src/forgery/forged-messages.js';
import { makePathKeys, pathForgeries } from '../../libs/signature/src/forgery/forged-paths.js';
import { forgeries as pdfForgeries } from '../../libs/signature/src/forgery/forged-pdf.js';
import { letter, letterAttachments } from '../../libs/signature/src/forgery/letter.js';
import { oddChain, type OddChain } from '../../libs/signature/src/forgery/odd-chain.js';
import { plainPdf } from '../../libs/signature/src/forgery/plain-pdf.js';
import {
  at,
  committee,
  contentOf,
  dayMs,
  document,
  enrol,
  type World,
} from '../../libs/signature/src/forgery/world.js';
import {
  answerStampRequest,
  judgeCertificate,
  judgePackage,
  judgePdf,
  judgeSignature,
  judgeStatusAnswer,
  judgeTimeStamp,
  loadTrust,
  readStampResponse,
  schemes,
  sha256Imprint,
  signDetached,
  signPackage,
  signPdf,
  writeStampRequest,
  type SignatureScheme,
  type KeptSigner,
} from '@lienthong/signature';
import { answerAbout } from '../../libs/signature/src/forgery/answering.js';
import { cmsVerify, ocspVerify, stampVerify, verifyCertificate } from '../../libs/signature/support/openssl.js';
import { pdfsig } from '../../libs/signature/support/pdfsig.js';
import { makeStamper } from '../../libs/signature/src/forgery/stamping.js';
import { xmlsecVerify } from '../../libs/signature/support/xmlsec.js';

/** `detail` in a sentence, where it is not good. */
export interface OwnVerdict {
  readonly isGood: boolean;
  readonly detail: string;
}

/** A format with what is judged in it: bytes, which may be a part of something larger. */
export interface TwiceJudged {
  readonly format: string;
  /** Something good, by a number of the draw. */
  readonly good: (number: number) => Buffer;
  /** Named forgeries. */
  readonly forged: readonly (readonly [name: string, forge: () => Buffer])[];
  readonly ours: (bytes: Buffer) => OwnVerdict;
  readonly theirs: (bytes: Buffer) => boolean;
}

const curve = (namedCurve: string): KeyObject => generateKeyPairSync('ec', { namedCurve }).privateKey;
const verdict = ({ trusted, detail }: { readonly trusted: boolean; readonly detail: string }): OwnVerdict => ({
  isGood: trusted,
  detail,
});
const entries = <T>(forgers: Readonly<Record<string, T>>, forge: (forger: T) => Buffer): TwiceJudged['forged'] =>
  Object.entries(forgers).map(([name, forger]) => [name, () => forge(forger)]);

export function everyFormat(world: World): TwiceJudged[] {
  return [messages(world), ...paths(), headers(world), pdfs(world), stamps(world), answers(world)];
}

/** openssl is given the document, whatever the forgery shows: where it shows another, both have to refuse. */
function messages(world: World): TwiceJudged {
  const [p256, p384] = [curve('P-256'), curve('P-384')].map((key) => enrol(world.authority, key, committee));
  const signers = [world.agency, world.person, p256, p384].flatMap((one) => one ?? []);
  const kinds = ['rsa', 'rsa-pss'] as const;
  const schemeFor = ({ key }: KeptSigner, number: number): SignatureScheme => {
    const digest = (['sha256', 'sha384', 'sha512'] as const)[number % 3] ?? 'sha256';
    return key.asymmetricKeyType === 'ec' ? schemes.ecdsa[digest] : schemes[kinds[number % 2] ?? 'rsa'][digest];
  };
  return {
    format: 'cms',
    good: (number) => {
      const signer = signers[number % signers.length] ?? world.agency;
      return signDetached(document, signer, at, { scheme: schemeFor(signer, number >> 2) });
    },
    forged: entries(messageForgeries, (forge) => forge(world).cms),
    ours: (cms) => verdict(judgeSignature(cms, contentOf(document), world.trust, at)),
    theirs: (cms) => cmsVerify(cms, document, world.authority, at).isGood,
  };
}

/** The signer's certificate, the issuing one and the list of the issuing authority. */
function paths(): TwiceJudged[] {
  const keys = makePathKeys();
  const good = oddChain(keys);
  const [rootList = good.signer, list = good.signer] = good.crls;
  const forged = entries(pathForgeries, (forge) => Buffer.from(JSON.stringify(chainToText(forge(keys)))));
  const parts: readonly (readonly [string, Buffer, (bytes: Buffer) => OddChain])[] = [
    ['signer’s certificate', good.signer, (signer) => ({ ...good, signer })],
    ['issuing certificate', good.intermediates[0] ?? good.signer, (one) => ({ ...good, intermediates: [one] })],
    ['revocation list', list, (one) => ({ ...good, crls: [rootList, one] })],
  ];
  const byPart = parts.map(([format, bytes, chainOf]): TwiceJudged => ({
    format,
    good: () => bytes,
    forged: [],
    ours: (changed) => judgeChain(chainOf(changed)),
    theirs: (changed) => opensslChain(chainOf(changed)),
  }));
  const whole: TwiceJudged = {
    format: 'path',
    good: () => Buffer.from(JSON.stringify(chainToText(good))),
    forged,
    ours: (text) => judgeChain(chainOfText(text)),
    theirs: (text) => opensslChain(chainOfText(text)),
  };
  return [...byPart, whole];
}

const hex = (ders: readonly Buffer[]): string[] => ders.map((der) => der.toString('hex'));
const unhex = (texts: readonly string[]): Buffer[] => texts.map((text) => Buffer.from(text, 'hex'));
const chainToText = ({ anchors, intermediates, crls, signer }: OddChain) => ({
  ...{ anchors: hex(anchors), intermediates: hex(intermediates), crls: hex(crls), signer: hex([signer]) },
});

function chainOfText(text: Buffer): OddChain {
  const read = JSON.parse(text.toString()) as ReturnType<typeof chainToText>;
  const [signer = Buffer.alloc(0)] = unhex(read.signer);
  return { anchors: unhex(read.anchors), intermediates: unhex(read.intermediates), crls: unhex(read.crls), signer };
}

function judgeChain(chain: OddChain): OwnVerdict {
  try {
    return verdict(judgeCertificate(chain.signer, loadTrust(chain), at));
  } catch (fault) {
    if (fault instanceof Error) return { isGood: false, detail: fault.message };
    throw fault;
  }
}

const opensslChain = (chain: OddChain): boolean => verifyCertificate(chain.signer, chain, at).isGood;

function headers(world: World): TwiceJudged {
  const p256 = enrol(world.authority, curve('P-256'), committee);
  return {
    format: 'xml',
    good: (number) => signPackage(letter, letterAttachments, number % 2 === 0 ? world.agency : p256),
    forged: entries(headerForgeries, (forge) => Buffer.from(forge(world))),
    ours: (bytes) => {
      const read = readPackage(bytes);
      if (isRefused(read)) return { isGood: false, detail: `unreadable: ${read.refusal.detail}` };
      const { verdicts } = judgePackage(read.value, 'H54.07', world.trust, at);
      return verdicts[0] === undefined
        ? { isGood: false, detail: 'no XML signature of our form' }
        : verdict(verdicts[0]);
    },
    theirs: (bytes) => xmlsecVerify(bytes, world.authority, at).isGood,
  };
}

function pdfs(world: World): TwiceJudged {
  const signing = { signedAt: at };
  const once = signPdf(plainPdf(), world.agency, signing);
  const twice = signPdf(once, world.other, signing);
  return {
    format: 'pdf',
    good: (number) => (number % 2 === 0 ? once : twice),
    forged: entries(pdfForgeries, (forge) => forge(world)),
    ours: (bytes) => {
      const verdicts = judgePdf(bytes, world.trust, at);
      const decisive = verdicts.find(({ trusted }) => !trusted) ?? verdicts[0];
      return decisive === undefined ? { isGood: false, detail: 'no signature was found' } : verdict(decisive);
    },
    theirs: (bytes) => {
      const said = pdfsig(bytes);
      return said.length > 0 && said.every(({ validation }) => validation === 'Signature is Valid.');
    },
  };
}

function stamps(world: World): TwiceJudged {
  const stamper = makeStamper(world.authority, curve('P-256'));
  const asked = writeStampRequest(sha256Imprint(document));
  return {
    format: 'time stamp',
    good: () => answerStampRequest(asked, stamper, at),
    forged: [],
    ours: (answer) => {
      const read = readStampResponse(answer);
      if ('refusal' in read) return { isGood: false, detail: read.refusal.detail };
      if ('rejected' in read.value) return { isGood: false, detail: 'it is a rejection' };
      return verdict(judgeTimeStamp(read.value.token, contentOf(document), world.trust, { at }));
    },
    theirs: (answer) => stampVerify(answer, { data: document }, world.authority, at).isGood,
  };
}

/** `openssl ocsp` knows no other time than now. */
function answers(world: World): TwiceJudged {
  const now = new Date();
  const period = { thisUpdate: new Date(now.getTime() - 60_000), nextUpdate: new Date(now.getTime() + dayMs) };
  const { certificate } = world.agency;
  const responder = world.authority.statusResponder({});
  return {
    format: 'ocsp',
    good: () => answerAbout(certificate, responder, { period }),
    forged: [],
    ours: (answer) => {
      const { code, detail } = judgeStatusAnswer(answer, { certificate, issuer: responder.issuer, at: now });
      return { isGood: code === 'trusted', detail };
    },
    theirs: (answer) => ocspVerify(answer, certificate, responder.issuer, world.authority.anchors),
  };
}
