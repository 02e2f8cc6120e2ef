/** Forgers of CMS signatures: careless signers who leave something open, and what is done to honest ones on the way. */
import { hash, sign } from 'node:crypto';
import { oids } from '../der/oids.js';
import {
  algorithm,
  context,
  embed,
  encode,
  inDerOrder,
  octets,
  oid,
  sequence,
  setOf,
  type DerNode,
} from '../der/write-der.js';
import { besideDocument, insidePdf, type MessageForm } from '../message-form.js';
import { messageRules, type MessageRule } from '../message-rules.js';
import { judgeMessage } from '../judge-signature.js';
import { profile } from '../profile.js';
import { readSignedMessages } from '../read-signed-message.js';
import type { SignedContent } from '../shapes.js';
import type { Trust } from '../trust/trust.js';
import { signingCertificate } from '../write-signed-message.js';
import { attribute, goodAttributes, oddSignature, type Oddity } from './odd-signatures.js';
import {
  answerOnAgency,
  enclosedAnswer,
  freshList,
  resignedList,
  trustInNeed,
  withOpenAttributes,
} from './forged-evidence.js';
import { at, contentOf, document, type World } from './world.js';

/** A signature and what it is shown with, which is the document where nothing else is said. */
export interface ForgedMessage {
  readonly cms: Buffer;
  readonly content?: Buffer;
  readonly form?: MessageForm;
  readonly trust?: Trust;
}

type Forger = (world: World) => ForgedMessage;

/** By the agency’s own key, with parts replaced. */
const odd =
  (oddity: (world: World) => Oddity): Forger =>
  (world) => ({ cms: oddSignature(world.agency, oddity(world)) });

/** With other signed attributes. */
const attributed = (change: (good: DerNode[], world: World) => DerNode[]): Forger =>
  odd((world) => ({ attributes: (good) => inDerOrder(change(good, world)) }));

const digestValue = (bytes: Buffer | string): DerNode => octets(hash('sha256', bytes, 'buffer'));

/** Inside a PDF. */
const inPdf =
  (forger: Forger): Forger =>
  (world) => ({ ...forger(world), form: insidePdf(at.getTime()) });

/** Not a certificate, but a DER SEQUENCE that stands behind all of them. */
const stuffing = (bytes: number): DerNode => sequence(octets(Buffer.alloc(bytes, 0x7f)));

function inContentInfo({ agency }: World, ...more: DerNode[]): ForgedMessage {
  const good = oddSignature(agency);
  const message = embed(good).value as DerNode[];
  return { cms: encode(sequence(...message, ...more)) };
}

/** The other agency as a second signer. */
const bySecondSigner =
  (second: (world: World) => Buffer) =>
  (world: World): Oddity => ({
    signers: (good) => [good, ...signersIn(second(world))],
    certificates: [world.agency, world.other].map(({ certificate }) => embed(certificate)),
  });

function signersIn(cms: Buffer): DerNode[] {
  const [, wrapped] = embed(cms).value as DerNode[];
  const [data] = wrapped?.value as DerNode[];
  return (data?.value as DerNode[]).at(-1)?.value as DerNode[];
}

/** By another key, of something else. */
const badSignature = ({ other, person }: World): Buffer =>
  oddSignature(
    { certificate: other.certificate, key: person.key },
    { attributes: () => goodAttributes('sha256', Buffer.from('Công văn khác')) },
  );

const enclosing = (content: Buffer): DerNode => sequence(oid(oids.data), context(0, octets(content)));

/** Makes a signature that only the rule with this name stops. */
export const messageForgeries: Readonly<Record<MessageRule | 'signed attributes', Forger>> = {
  'a message of bounded size': odd(({ agency }) => ({
    certificates: [embed(agency.certificate), stuffing(profile.signatureBytes)],
  })),
  'one message and nothing after it': ({ agency }) => ({ cms: Buffer.concat([oddSignature(agency), Buffer.of(0)]) }),
  'nothing beside the message': (world) => inContentInfo(world, context(1, octets(Buffer.from('thêm')))),
  'a version of the standard': odd(() => ({ version: 2 })),
  'a time stamp signs no document': odd(() => ({
    content: sequence(oid(oids.timeStampInfo)),
    attributes: (good) => inDerOrder([attribute(oids.contentType, oid(oids.timeStampInfo)), ...good.slice(1)]),
  })),
  'the content is not enclosed': inPdf(odd(() => ({ content: enclosing(document) }))),
  'enclosed content is the document': odd(() => ({ content: enclosing(Buffer.from('Công văn khác')) })),
  'few certificates': odd(({ agency }) => ({
    certificates: [embed(agency.certificate), ...[...Array(profile.certificatesInSignature).keys()].map(stuffing)],
  })),
  'one signer in a PDF': inPdf(odd(bySecondSigner(({ other }) => oddSignature(other)))),
  'few signers': odd(() => ({ signers: (good) => Array.from({ length: profile.signersOfMessage + 1 }, () => good) })),
  'every signer’s signature is good': odd(bySecondSigner(badSignature)),
  'a signer’s version says how it is named': odd(() => ({ signerVersion: 3 })),
  'the signer’s digest is announced': odd(() => ({ announced: [algorithm(oids.sha384)] })),
  'signed attributes are DER': ({ agency }) => ({ cms: withOpenAttributes(oddSignature(agency)) }),
  'attributes in DER order': odd(() => ({ attributes: (good) => good.toReversed() })),
  'each attribute once': attributed((good) => {
    const other = [...Array(64).keys()].map((n) => attribute(oids.messageDigest, digestValue(`khác ${n}`)));
    const [digest = other[0] as DerNode] = good.slice(-1);
    // The last one wins with who does not look: the other has to stand before it.
    const before = other.find((one) => Buffer.compare(encode(one), encode(digest)) < 0) ?? digest;
    return [...good, before];
  }),
  'one value in an attribute': attributed((good) => {
    const [type, signedAt] = good as [DerNode, DerNode];
    const values = [hash('sha256', document, 'buffer'), Buffer.alloc(32, 0xff)].map(octets);
    return [type, signedAt, attribute(oids.messageDigest, ...values)];
  }),
  'the signed content type is the content’s': attributed((good) => [
    attribute(oids.contentType, oid(oids.signedData)),
    ...good.slice(1),
  ]),
  'the scheme goes with the digest': odd(({ agency }) => ({
    signatureAlgorithm: algorithm(oids.sha512WithRsa),
    signature: sign('sha512', encode(setOf(...goodAttributes('sha256'))), agency.key),
  })),
  'the signed certificate is the signer’s': attributed((good, { other }) => [
    ...good,
    signingCertificate(other.certificate),
  ]),
  'the protected digest is the one used': attributed((good) => [
    ...good,
    attribute(oids.algorithmProtection, sequence(algorithm(oids.sha512), context(1, oid(oids.rsaEncryption)))),
  ]),
  'the digest is the content’s': ({ agency }) => ({ cms: oddSignature(agency), content: Buffer.from('Công văn khác') }),
  'the certificate’s key made it': ({ agency, other }) => ({
    cms: oddSignature({ certificate: agency.certificate, key: other.key }),
  }),
  'an enclosed list is its authority’s': (world) => ({
    cms: oddSignature(world.agency, { lists: [embed(resignedList(freshList(world), world.other.key))] }),
    trust: trustInNeed(world),
  }),
  'an enclosed answer is its authority’s': (world) => ({
    cms: oddSignature(world.agency, { lists: [enclosedAnswer(answerOnAgency(world, world.other.key))] }),
    trust: trustInNeed(world),
  }),
  'signed attributes': ({ agency }) => {
    const content = encode(setOf(...goodAttributes('sha256')));
    return {
      cms: oddSignature(agency, { withoutAttributes: true, signature: sign('sha256', content, agency.key) }),
      content,
    };
  },
};

export type MessageForgery = keyof typeof messageForgeries;

/** The verdict's code, by all rules or by all but one. */
export function judgeForgedMessage(
  { cms, content = document, form = besideDocument, trust: own }: ForgedMessage,
  { trust }: World,
  leftOut?: MessageForgery,
): string {
  const shown = contentOf(content);
  const isBare = leftOut === 'signed attributes';
  const book = leftOut === undefined || isBare ? messageRules : messageRules.without(leftOut);
  const messages = readSignedMessages(cms, isBare ? { ...form, ...bareForm(shown) } : form, book);
  if ('refusal' in messages) return messages.refusal.code;
  const judged = book.asks('every signer’s signature is good') ? messages.value : messages.value.slice(0, 1);
  const codes = judged.map((message) => judgeMessage(message, shown, own ?? trust, at, book).code);
  return codes.find((code) => code !== 'trusted') ?? 'trusted';
}

/** Without attributes the content itself was signed (RFC 5652 5.4): a verifier may not ask for more than the standard does. */
const bareForm = ({ sha256, bytes = sha256 }: SignedContent): Pick<MessageForm, 'unattributed'> => ({
  unattributed: { attributes: { messageDigest: sha256, signingTime: at.getTime() }, signed: bytes },
});
