/** HTTPS at an edge: certificates and key are read from files together with the settings, and how connections are opened follows from them. */
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createSecureContext, type TlsOptions } from 'node:tls';
import { z } from 'zod';

/** Texts in PEM: our certificate with those between it and its root, its key, and the authorities of clients that are asked for theirs. */
export interface EdgeTls {
  readonly certificate: string;
  readonly key: string;
  readonly clientAuthorities?: string;
}

/** The settings of a program that can serve over TLS, as read; see {@link wholeTls}. */
export interface TlsSettings {
  readonly TLS_CERT?: string | undefined;
  readonly TLS_KEY?: string | undefined;
  readonly TLS_CLIENT_CA?: string | undefined;
}

const certificateBlock = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

/** A setting that names a file with one or more certificates; its value is their text. */
export const certificatesFile = pemFile('a file with certificates in PEM', (text) => {
  const blocks = text.match(certificateBlock) ?? [];
  if (blocks.length === 0) throw new Error('it holds none');
  for (const block of blocks) new X509Certificate(block);
});

/** A setting that names a file with a private key; its value is the key's text. */
export const keyFile = pemFile('a file with an unencrypted private key in PEM', (text) => createPrivateKey(text));

function pemFile(what: string, read: (text: string) => unknown): z.ZodType<string, string> {
  return z.string().transform((file, context) => {
    try {
      const text = readFileSync(file, 'utf8');
      read(text);
      return text;
    } catch (error) {
      context.addIssue({ code: 'custom', message: `expected ${what}: ${reasonOf(error)}` });
      return z.NEVER;
    }
  });
}

/** Of system and OpenSSL their own short word: the long one names the file, or the line of their source. */
function reasonOf(error: unknown): string {
  const { message, reason, code } = error as Error & { reason?: string; code?: string };
  return reason ?? code ?? message;
}

/** Completes a schema that has {@link TlsSettings}: certificate and key come together, and fit; authorities of clients need both. */
export function wholeTls<Schema extends z.ZodObject>(schema: Schema): Schema {
  return schema.superRefine(
    (settings, context) => {
      for (const [path, message] of faultsIn(settings)) context.addIssue({ code: 'custom', path: [path], message });
    },
    // Also where other settings have faults: all are told at once.
    { when: () => true },
  );
}

function faultsIn({ TLS_CERT: cert, TLS_KEY: key, TLS_CLIENT_CA: ca }: TlsSettings): [keyof TlsSettings, string][] {
  if (cert === undefined && key === undefined)
    return ca === undefined ? [] : [['TLS_CLIENT_CA', 'needs TLS_CERT and TLS_KEY beside it']];
  if (cert === undefined) return [['TLS_CERT', 'needed beside TLS_KEY']];
  if (key === undefined) return [['TLS_KEY', 'needed beside TLS_CERT']];
  // One that could not be read was told already.
  if (typeof cert !== 'string' || typeof key !== 'string') return [];
  try {
    createSecureContext({ cert, key });
    return [];
  } catch (error) {
    return [['TLS_KEY', `does not serve with TLS_CERT: ${reasonOf(error)}`]];
  }
}

/** Undefined where the edge speaks HTTP. */
export function tlsOf({ TLS_CERT: certificate, TLS_KEY: key, TLS_CLIENT_CA }: TlsSettings): EdgeTls | undefined {
  if (certificate === undefined || key === undefined) return undefined;
  return { certificate, key, ...(TLS_CLIENT_CA !== undefined && { clientAuthorities: TLS_CLIENT_CA }) };
}

/** Clients' certificates are asked for and looked at, not demanded: most doors need none, and each decides itself. */
export function tlsOptions({ certificate, key, clientAuthorities }: EdgeTls): TlsOptions {
  return {
    ...{ cert: certificate, key, minVersion: 'TLSv1.2' },
    ...(clientAuthorities !== undefined && { ca: clientAuthorities, requestCert: true, rejectUnauthorized: false }),
  };
}
