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
  time,
  type DerNode,
} from '../der/write-der.js';
import { messageRules, type MessageRule } from '../message-rules.js';
import { besideDocument, type MessageForm } from '../message-form.js';
import { judgeMessage } from '../judge-signature.js';
import { readSignedMessage } from '../read-signed-message.js';
import type { KeptSigner, SignedContent } from '../shapes.js';
import { signingCertificate } from '../write-signed-message.js';
import { attribute, goodAttributes, oddSignature, type Oddity } from './odd-signatures.js';
import { at, contentOf, document, type World } from './world.js';

/** A signature and what it is shown with, which is the document where nothing else is said. */
export interface ForgedMessage {
  readonly cms: Buffer;
  readonly content?: Buffer;
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

/** Not a certificate, but a DER SEQUENCE that stands behind all of them. */
const stuffing = (bytes: number): DerNode => sequence(octets(Buffer.alloc(bytes, 0x7f)));

function inContentInfo({ agency }: World, ...more: DerNode[]): ForgedMessage {
  const good = oddSignature(agency);
  const message = embed(good).value as DerNode[];
  return { cms: encode(sequence(...message, ...more)) };
}

/** The other agency as a second signer of the same. */
function secondSigner(good: DerNode, other: KeptSigner): DerNode[] {
  const [, wrapped] = embed(oddSignature(other)).value as DerNode[];
  const [data] = wrapped?.value as DerNode[];
  const signers = (data?.value as DerNode[]).at(-1)?.value as DerNode[];
  return inDerOrder([good, ...signers]);
}

/** Makes a signature that only the rule with this name stops. */
export const messageForgeries: Readonly<Record<MessageRule | 'signed attributes', Forger>> = {
  'a message of bounded size': odd(({ agency }) => ({ certificates: [embed(agency.certificate), stuffing(70_000)] })),
  'DER and nothing after it': ({ agency }) => ({ cms: Buffer.concat([oddSignature(agency), Buffer.of(0)]) }),
  'nothing beside the message': (world) => inContentInfo(world, context(1, octets(Buffer.from('thêm')))),
  'the usual version': odd(() => ({ version: 3 })),
  'one digest algorithm is announced': odd(() => ({ announced: [algorithm(oids.sha256), algorithm(oids.sha384)] })),
  'the content is data': odd(() => ({ content: sequence(oid(oids.timeStampInfo)) })),
  'the content is not enclosed': odd(() => ({
    content: sequence(oid(oids.data), context(0, octets(Buffer.from('Công văn khác')))),
  })),
  'few certificates': odd(({ agency, person, other, place, authority }) => ({
    certificates: inDerOrder([
      ...[agency, person, other, place].map(({ certificate }) => embed(certificate)),
      ...authority.intermediates.map(embed),
    ]),
  })),
  'certificates in DER order': odd(({ agency, person }) => ({
    certificates: inDerOrder([embed(agency.certificate), embed(person.certificate)]).toReversed(),
  })),
  'one signer': odd(({ agency, other }) => ({
    signers: (good) => secondSigner(good, other),
    certificates: inDerOrder([agency, other].map(({ certificate }) => embed(certificate))),
  })),
  'no revocation lists': odd(() => ({ lists: [sequence()] })),
  'the signer is named by issuer and number': odd(() => ({ signerVersion: 3 })),
  'the announced digest is the signer’s': odd(() => ({ announced: [algorithm(oids.sha384)] })),
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
  'the signed content type is data': attributed((good) => [
    attribute(oids.contentType, oid(oids.timeStampInfo)),
    ...good.slice(1),
  ]),
  'a signing time is signed': attributed(([type, , digest]) => [type, digest].flatMap((one) => one ?? [])),
  'the scheme goes with the digest': odd(({ agency }) => ({
    signatureAlgorithm: algorithm(oids.sha512WithRsa),
    signature: sign('sha512', encode(setOf(...goodAttributes('sha256'))), agency.key),
  })),
  'unsigned attributes are time stamps': odd(() => ({
    unsigned: [attribute(oids.signingTime, time(new Date('2019-07-01T00:00:00Z')))],
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
  { cms, content = document }: ForgedMessage,
  { trust }: World,
  leftOut?: MessageForgery,
): string {
  const shown = contentOf(content);
  const isBare = leftOut === 'signed attributes';
  const book = leftOut === undefined || isBare ? messageRules : messageRules.without(leftOut);
  const form = isBare ? bareForm(shown) : besideDocument;
  const message = readSignedMessage(cms, form, book);
  return 'refusal' in message ? message.refusal.code : judgeMessage(message.value, shown, trust, at, book).code;
}

/** Without attributes the content itself was signed (RFC 5652 5.4): a verifier may not ask for more than the standard does. */
const bareForm = ({ sha256, bytes = sha256 }: SignedContent): MessageForm => ({
  ...besideDocument,
  unattributed: { attributes: { messageDigest: sha256, signingTime: at.getTime() }, signed: bytes },
});
