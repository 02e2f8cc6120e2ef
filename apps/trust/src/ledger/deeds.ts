/** What the authority does, as its journal keeps it: each deed with who did it and when. Everything it knows follows from these. */
import type { CertificateKind, RevocationReason } from '@lienthong/signature';

/** Who may do what: registrars request, operators issue and revoke, auditors read the journal. */
export const roles = ['registrar', 'operator', 'auditor'] as const;
export type Role = (typeof roles)[number];

/** State agencies and Party agencies have issuing authorities of their own. */
export const branches = ['state', 'party'] as const;
export type Branch = (typeof branches)[number];

/** What a registrar asks for; `request` is PKCS#10, base64 DER. `renews` is the serial number of the certificate before. */
export interface Application {
  readonly branch: Branch;
  readonly kind: CertificateKind;
  readonly agency: string;
  readonly commonName: string;
  readonly request: string;
  readonly renews?: string;
}

/** `id` is the SHA-256 (hex) of the PKCS#10 request: the same request again is the same. */
export interface NumberedApplication extends Application {
  readonly id: string;
}

/** Base64 DER; `authority` is the name of the one that signed it, `for` the application. */
export interface IssuedCertificate {
  readonly for: string;
  readonly authority: string;
  readonly serial: string;
  readonly certificate: string;
}

/** `digest` is the SHA-256 (hex) of the list. */
export interface PublishedList {
  readonly authority: string;
  readonly digest: string;
}

export type Deed =
  | {
      readonly did: 'founded';
      readonly name: string;
      readonly branch: Branch | 'root';
      readonly generation: number;
      readonly certificate: string;
    }
  | {
      /** A responder (RFC 6960) or the stamper (RFC 3161): a part of the authority with a key of its own. */
      readonly did: 'equipped';
      readonly part: 'status' | 'time-stamping';
      readonly authority: string;
      readonly serial: string;
      /** Name of its key; the serial number where it is not told. */
      readonly key?: string;
      readonly certificate: string;
    }
  | {
      readonly did: 'admitted';
      readonly keyId: string;
      readonly role: Role;
      readonly name: string;
      readonly digest: string;
    }
  | { readonly did: 'dismissed'; readonly keyId: string }
  | { readonly did: 'requested'; readonly applications: readonly NumberedApplication[] }
  | { readonly did: 'declined'; readonly applications: readonly string[]; readonly reason: string }
  | { readonly did: 'issued'; readonly certificates: readonly IssuedCertificate[] }
  | {
      readonly did: 'revoked';
      readonly serials: readonly string[];
      readonly since: string;
      readonly ground: string;
      readonly reason: RevocationReason;
    }
  | { readonly did: 'suspended'; readonly serials: readonly string[]; readonly since: string }
  | { readonly did: 'resumed'; readonly serials: readonly string[] }
  | {
      readonly did: 'published';
      readonly number: number;
      readonly thisUpdate: string;
      readonly nextUpdate: string;
      readonly lists: readonly PublishedList[];
    };

/** `at` is official time, `machine` the machine's clock (both ISO 8601); `by` a key's number, or `authority` for its own duties. */
export type JournalEvent = Deed & { readonly at: string; readonly machine: string; readonly by: string };
