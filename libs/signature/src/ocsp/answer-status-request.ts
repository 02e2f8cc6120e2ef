/** Answers status requests: OCSPResponse (RFC 6960 4.2.1), signed by the authority itself or by a responder it named. */
import { numberOf, type Revocation } from '../authority/write-crl.js';
import { signStructure } from '../authority/write-certificate.js';
import { attempt } from '../der/der-fault.js';
import { oids } from '../der/oids.js';
import {
  context,
  embed,
  encode,
  enumerated,
  generalizedTime,
  implicit,
  octets,
  oid,
  sequence,
  type DerNode,
} from '../der/write-der.js';
import type { Signer } from '../shapes.js';
import type { SigningKey } from '../signing-key.js';
import { readCertificate } from '../trust/read-certificate.js';
import { idNode, isOfIssuer, type CertificateId } from './certificate-id.js';
import { nonceNode, readStatusRequest, type StatusRequest } from './status-request.js';

/** What an authority knows of a serial number; a revocation as it stands on its list. */
export type KnownStatus = 'good' | 'unknown' | Pick<Revocation, 'at' | 'reason'>;

/** `issuer` (DER) is the authority asked about; `signer` the authority itself or its responder. */
export interface StatusResponder {
  readonly issuer: Buffer;
  readonly signer: Signer;
  readonly statusOf: (serial: string) => KnownStatus;
  /** Statuses of certificates that expired since then are kept (RFC 6960 4.4.4). */
  readonly archiveCutoff?: Date;
}

/** From when to when the answer speaks; whole seconds. */
export interface AnswerPeriod {
  readonly thisUpdate: Date;
  readonly nextUpdate: Date;
}

const SUCCESSFUL = 0;
const MALFORMED_REQUEST = 1;

/** DER. A certificate of another authority is `unknown` (RFC 6960 2.2); bytes that are no request get that as an answer. */
export function answerStatusRequest(request: Buffer, responder: StatusResponder, period: AnswerPeriod): Buffer {
  const read = attempt('request-invalid', () => readStatusRequest(request));
  if ('refusal' in read) return encode(sequence(enumerated(MALFORMED_REQUEST)));
  const { certificate, key } = responder.signer;
  const isDelegated = !certificate.equals(responder.issuer);
  const basic = writeBasic(answerData(read.value, responder, period), key, isDelegated ? [certificate] : []);
  const wrapped = context(0, sequence(oid(oids.ocspBasic), octets(basic)));
  return encode(sequence(enumerated(SUCCESSFUL), wrapped));
}

/** BasicOCSPResponse (DER): the outside of a certificate, with the responder's certificate behind. */
function writeBasic(data: DerNode, key: SigningKey, certificates: readonly Buffer[]): Buffer {
  const signed = embed(signStructure(data, key));
  const parts = Array.isArray(signed.value) ? signed.value : [];
  const enclosed = certificates.length === 0 ? [] : [context(0, sequence(...certificates.map(embed)))];
  return encode(sequence(...parts, ...enclosed));
}

function answerData({ ids, nonce }: StatusRequest, responder: StatusResponder, period: AnswerPeriod): DerNode {
  return sequence(
    context(1, embed(readCertificate(responder.signer.certificate).subject)),
    generalizedTime(wholeSeconds(period.thisUpdate)),
    sequence(...ids.map((id) => singleAnswer(id, responder, period))),
    ...(nonce === undefined ? [] : [context(1, sequence(nonceNode(nonce)))]),
  );
}

function singleAnswer(
  id: CertificateId,
  responder: StatusResponder,
  { thisUpdate, nextUpdate }: AnswerPeriod,
): DerNode {
  const { archiveCutoff } = responder;
  const status = isOfIssuer(id, readCertificate(responder.issuer)) ? responder.statusOf(id.serial) : 'unknown';
  return sequence(
    idNode(id),
    statusNode(status),
    generalizedTime(wholeSeconds(thisUpdate)),
    context(0, generalizedTime(wholeSeconds(nextUpdate))),
    ...(archiveCutoff === undefined ? [] : [context(1, sequence(archiveNode(archiveCutoff)))]),
  );
}

function statusNode(status: KnownStatus): DerNode {
  if (status === 'good') return implicit(0, Buffer.alloc(0));
  if (status === 'unknown') return implicit(2, Buffer.alloc(0));
  const since = generalizedTime(wholeSeconds(new Date(status.at)));
  return status.reason === 'unspecified'
    ? context(1, since)
    : context(1, since, context(0, enumerated(numberOf(status.reason))));
}

const archiveNode = (since: Date): DerNode =>
  sequence(oid(oids.ocspArchiveCutoff), octets(encode(generalizedTime(wholeSeconds(since)))));

const wholeSeconds = (date: Date): Date => new Date(Math.floor(date.getTime() / 1000) * 1000);
