/** Forgers of packages signed in their header: careless signers who leave something open, and what is done to honest ones on the way. */
import { hash, sign, type KeyObject } from 'node:crypto';
import { canonicalForm, isRefused, readPackage, type Package } from '@lienthong/edxml';
import { signPackage } from '../xml/sign-package.js';
import { readHeaderSignature } from '../xml/read-header-signature.js';
import { letter, letterAttachments } from './letter.js';
import type { World } from './world.js';

/** Throws where the package can not be read. */
export function readWhole(bytes: Buffer): Package {
  const outcome = readPackage(bytes);
  if (isRefused(outcome)) throw new Error(`${outcome.refusal.code}: ${outcome.refusal.detail}`);
  return outcome.value;
}

/** The place of `from` now says `to`; there must be one. */
export function rewritten(xml: string, from: string | RegExp, to: string): string {
  const changed = xml.replace(from, to);
  if (changed === xml) throw new Error(`${String(from)} is not in the package`);
  return changed;
}

/** Signs what SignedInfo now says. */
export function signedAgain(xml: string, key: KeyObject, digest = 'sha256'): string {
  const { headerSignature } = readWhole(Buffer.from(xml));
  if (headerSignature === undefined) throw new Error('the package has no signature in its header');
  const { signed } = readHeaderSignature(headerSignature.element);
  const value = sign(digest, signed, key).toString('base64');
  return rewritten(xml, /(<ds:SignatureValue>)[^<]*/, `$1${value}`);
}

export const honestPackage = ({ agency }: World): string => signPackage(letter, letterAttachments, agency).toString();

/** A package whose signer signed more or less than the profile asks for. */
const careless = (world: World, change: (xml: string) => string): string =>
  signedAgain(change(honestPackage(world)), world.agency.key);

/** The reference to this Id, whole. */
const referenceTo = (id: string): RegExp => new RegExp(`<ds:Reference URI="#${id}">.*?</ds:Reference>`);

const digestOf = (id: string): RegExp => new RegExp(`(<ds:Reference URI="#${id}">.*?<ds:DigestValue>)[^<]*`);

/** The digest in the reference to this Id, made again. */
export function digestedAgain(xml: string, id: string, algorithm = 'sha256'): string {
  const { headerSignature } = readWhole(Buffer.from(xml));
  const part = headerSignature?.parts.find(({ element }) => element.attributes.some(({ value }) => value === id));
  if (part === undefined) throw new Error(`nothing that is read has the Id ${id}`);
  return rewritten(xml, digestOf(id), `$1${hash(algorithm, canonicalForm(part.element), 'base64')}`);
}

const inclusive = 'xmlns:ec="http://www.w3.org/2001/10/xml-exc-c14n#" PrefixList="edXML"';

/** Makes a package that only the rule with this name stops. */
export const headerForgeries: Readonly<Record<string, (world: World) => string>> = {
  'one signature in the package': (world) =>
    rewritten(
      honestPackage(world),
      '<edXML:TraceHeader>',
      '<edXML:TraceHeader><ds:Signature xmlns:ds="http://www.w3.org/2000/09/xmldsig#"/>',
    ),
  'every Id is given once': (world) =>
    rewritten(honestPackage(world), '<edXML:TraceHeader>', '<edXML:TraceHeader Id="MessageHeader">'),
  'methods have no parameters': (world) =>
    careless(world, (xml) =>
      rewritten(xml, /(<ds:CanonicalizationMethod [^>]*>)/, `$1<ec:InclusiveNamespaces ${inclusive}/>`),
    ),
  'an accepted signature algorithm': (world) => {
    const weak = 'http://www.w3.org/2000/09/xmldsig#rsa-sha1';
    const xml = rewritten(honestPackage(world), /(<ds:SignatureMethod Algorithm=")[^"]*/, `$1${weak}`);
    return signedAgain(xml, world.agency.key, 'sha1');
  },
  'accepted digest algorithms': (world) =>
    careless(world, (xml) => {
      const weak = `<ds:DigestMethod Algorithm="http://www.w3.org/2000/09/xmldsig#sha1"`;
      const named = rewritten(
        xml,
        /(<ds:Reference URI="#MessageHeader">.*?)<ds:DigestMethod Algorithm="[^"]*"/,
        `$1${weak}`,
      );
      return digestedAgain(named, 'MessageHeader', 'sha1');
    }),
  'a reference is an Id': (world) =>
    careless(world, (xml) => rewritten(xml, 'URI="#MessageHeader"', 'URI="http://example.org/khac.xml#MessageHeader"')),
  'a reference leads to what is read': (world) =>
    careless(world, (xml) => {
      const [own = ''] = referenceTo('Bussiness').exec(xml) ?? [];
      const decoy = rewritten(own, '#Bussiness', '#Decoy');
      const referred = rewritten(xml, own, `${own}${decoy}`);
      const [business = ''] = /<edXML:Bussiness Id.*?<\/edXML:Bussiness>/.exec(referred) ?? [];
      // The wrapper’s content is the signed operation, hung into the trace under another Id.
      const hung = rewritten(
        referred,
        '<edXML:TraceHeader>',
        `<edXML:TraceHeader>${business.replace('"Bussiness"', '"Decoy"')}`,
      );
      return rewritten(hung, digestOf('Decoy'), `$1${decoyDigest(hung)}`);
    }),
  'nothing is signed twice': (world) =>
    careless(world, (xml) => rewritten(xml, /(<ds:Reference URI="#Bussiness">.*?<\/ds:Reference>)/, '$1$1')),
  'transforms that change no meaning': (world) =>
    careless(world, (xml) =>
      rewritten(
        xml,
        /(<ds:Reference URI="#MessageHeader"><ds:Transforms>)/,
        '$1<ds:Transform Algorithm="http://www.w3.org/TR/1999/REC-xslt-19991116"/>',
      ),
    ),
  'all that is read is signed': (world) =>
    rewritten(
      careless(world, (xml) => rewritten(xml, referenceTo('Bussiness'), '')),
      '<edXML:BussinessDocType>0<',
      '<edXML:BussinessDocType>1<',
    ),
  'attachments in the order of the manifest': (world) => {
    const xml = honestPackage(world);
    const encoded = xml.match(/<edXML:ContentTransferEncoded .*?<\/edXML:ContentTransferEncoded>/g) ?? [];
    const [first = '', second = ''] = encoded;
    return rewritten(rewritten(rewritten(xml, first, '?'), second, first), '?</Attachment>', `${second}</Attachment>`);
  },
  'only the manifest describes attachments': (world) =>
    rewritten(honestPackage(world), /(<AttachmentEncoded>.*?<AttachmentName>)[^<]*/, '$1giay-moi.txt'),
  'no encoded bytes inside a signed element': (world) =>
    rewritten(
      careless(world, (xml) =>
        digestedAgain(
          rewritten(
            xml,
            '<edXML:Subject>',
            '<edXML:ContentTransferEncoded>90</edXML:ContentTransferEncoded><edXML:Subject>',
          ),
          'MessageHeader',
        ),
      ),
      '>90</edXML:ContentTransferEncoded>',
      '>900</edXML:ContentTransferEncoded>',
    ),
  'every digest is its part’s': (world) => rewritten(honestPackage(world), 'đợt 1', 'đợt 2'),
  'the certificate’s key made it': (world) => signedAgain(honestPackage(world), world.other.key),
};

/** The digest of the element that has the Id of the decoy. */
function decoyDigest(xml: string): string {
  const text = /<edXML:Bussiness Id="Decoy">.*?<\/edXML:Bussiness>/.exec(xml)?.[0] ?? '';
  const namespace = /xmlns:edXML="[^"]*"/.exec(xml)?.[0] ?? '';
  return hash('sha256', rewritten(text, '<edXML:Bussiness', `<edXML:Bussiness ${namespace}`), 'base64');
}
