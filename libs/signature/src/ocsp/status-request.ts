/** What is asked of an OCSP responder: OCSPRequest (RFC 6960 4.1.1) about one certificate, with a number used once (RFC 9654). */
import { requireDer } from '../der/check-der.js';
import { attempt, DerFault } from '../der/der-fault.js';
import { DerReader } from '../der/der-reader.js';
import { oids } from '../der/oids.js';
import { tags } from '../der/tags.js';
import { context, encode, octets, oid, sequence, type DerNode } from '../der/write-der.js';
import { readCertificate } from '../trust/read-certificate.js';
import { readRawExtensions } from '../trust/read-extensions.js';
import { certificateId, idNode, isOfIssuer, readAskedId, type CertificateId } from './certificate-id.js';

/** `nonce` is lower-case hex. */
export interface StatusRequest {
  readonly ids: readonly CertificateId[];
  readonly nonce?: string;
}

// RFC 9654 2.1: 1 to 128 bytes.
const LONGEST_NONCE = 128;
/** Clients ask about one certificate or a path; each costs work of the responder before its one signature. */
const MOST_CERTIFICATES = 16;
const requestExtensions: ReadonlySet<string> = new Set([oids.ocspNonce]);

/** DER. Both certificates are DER; `nonce` is hex, 32 random bytes for instance. */
export function writeStatusRequest(certificate: Buffer, issuer: Buffer, nonce?: string): Buffer {
  return writeRequestOn(certificateId(readCertificate(issuer), readCertificate(certificate).serial), nonce);
}

export function writeRequestOn(id: CertificateId, nonce?: string): Buffer {
  const extensions = nonce === undefined ? [] : [context(2, sequence(nonceNode(nonce)))];
  return encode(sequence(sequence(sequence(sequence(idNode(id))), ...extensions)));
}

export const nonceNode = (nonce: string): DerNode =>
  sequence(oid(oids.ocspNonce), octets(encode(octets(Buffer.from(nonce, 'hex')))));

/** Throws DerFault. The requestor's name and signature are passed over: whoever asks is answered. */
export function readStatusRequest(der: Buffer): StatusRequest {
  requireDer(der);
  const request = new DerReader(der).enter(tags.sequence).enter(tags.sequence);
  if (request.sees(tags.context(0))) throw new DerFault('only version 1 requests are accepted');
  if (request.sees(tags.context(1))) request.skip();
  const ids: CertificateId[] = [];
  for (const list = request.enter(tags.sequence); !list.isAtEnd;) {
    if (ids.length === MOST_CERTIFICATES) throw new DerFault(`asks for more than ${MOST_CERTIFICATES} certificates`);
    ids.push(readAskedId(list.enter(tags.sequence)));
  }
  if (ids.length === 0) throw new DerFault('asks for no certificate');
  const nonce = request.sees(tags.context(2)) ? readNonce(request.enter(tags.context(2))) : undefined;
  request.finish('a status request');
  return { ids, ...(nonce !== undefined && { nonce }) };
}

/** The serial numbers asked about, and the first of these authorities (DER) that is asked; undefined when it is no request. */
export function whoIsAsked(
  request: Buffer,
  issuers: readonly Buffer[],
): { readonly issuer: Buffer | undefined; readonly serials: readonly string[] } | undefined {
  const read = attempt('request-invalid', () => readStatusRequest(request));
  if ('refusal' in read) return undefined;
  const { ids } = read.value;
  const isAsked = (der: Buffer): boolean => ids.some((id) => isOfIssuer(id, readCertificate(der)));
  return { issuer: issuers.find(isAsked), serials: ids.map(({ serial }) => serial) };
}

/** The nonce among the extensions that stand in `wrapped`, in hex. */
export function readNonce(wrapped: DerReader): string | undefined {
  const extension = readRawExtensions(wrapped.enter(tags.sequence), requestExtensions).get(oids.ocspNonce);
  if (extension === undefined) return undefined;
  const nonce = new DerReader(extension.value).read(tags.octetString);
  if (nonce.length === 0 || nonce.length > LONGEST_NONCE) throw new DerFault(`a nonce of ${nonce.length} bytes`);
  return nonce.toString('hex');
}
