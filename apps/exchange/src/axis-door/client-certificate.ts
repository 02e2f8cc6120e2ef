/** The TLS client certificate of a hardened system: registered by its digest, and without it no request of that system is answered. */
import { hash, X509Certificate } from 'node:crypto';
import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { refusedError, sameDigest } from '@lienthong/edge';

/** Extended key usage of TLS clients (RFC 5280, 4.2.1.12). */
const clientAuth = '1.3.6.1.5.5.7.3.2';

/** SHA-256 of the DER of a certificate in PEM that may be registered. Throws RefusedError for any other. */
export function readClientCertificate(pem: string): Buffer {
  const certificate = parse(pem);
  const why = certificate === undefined ? 'This is no certificate in PEM' : whyUnfit(certificate, Date.now());
  if (certificate === undefined || why !== undefined)
    throw refusedError('request-invalid', why ?? '', 'clientCertificate');
  return digestOf(certificate);
}

/** @param registered digest of the one certificate that opens. Throws RefusedError with what to do */
export function checkClientCertificate(socket: Socket, registered: Buffer): void {
  const why = whyNot(socket, registered);
  if (why !== undefined) throw refusedError('key-wrong', why, 'TLS');
}

function whyNot(socket: Socket, registered: Buffer): string | undefined {
  if (!(socket instanceof TLSSocket)) return 'This system has a client certificate: connect with https:// and send it';
  // Node also calls a connection authorized that takes up an earlier one and brings no certificate.
  const certificate = socket.getPeerX509Certificate();
  if (certificate === undefined)
    return 'No client certificate came: send the one registered for this system (where TLS_CLIENT_CA is set, it is asked for)';
  if (!socket.authorized)
    return `The client certificate is not taken (${String(socket.authorizationError)}): send one that an authority of TLS_CLIENT_CA issued for TLS clients`;
  if (!sameDigest(digestOf(certificate), registered))
    return 'The client certificate is not the one registered for this system: send that one, or have this one registered';
  return whyUnfit(certificate, Date.now());
}

/** A key for TLS serves nothing else, as X-Road has it. By the machine's clock, also in a rehearsal: TLS lives by it. */
function whyUnfit({ ca, keyUsage, validFrom, validTo }: X509Certificate, nowMs: number): string | undefined {
  // Node gives the extended key usage under this name.
  const purposes = keyUsage as readonly string[] | undefined;
  if (ca || purposes?.join() !== clientAuth)
    return 'The client certificate must be for TLS clients and nothing else: extended key usage clientAuth alone';
  if (nowMs < Date.parse(validFrom) || nowMs > Date.parse(validTo))
    return `The client certificate holds from ${validFrom} to ${validTo}: send another one`;
  return undefined;
}

const digestOf = ({ raw }: X509Certificate): Buffer => hash('sha256', raw, 'buffer');

function parse(pem: string): X509Certificate | undefined {
  try {
    return new X509Certificate(pem);
  } catch {
    // Whatever is wrong with it: it is none.
    return undefined;
  }
}
