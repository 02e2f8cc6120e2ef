/** What `/api/v1` takes from and answers operators and administrators, made from the OpenAPI document by test/support/write-client-types.mjs; a test compares them. */
import type { Page, RefusalCode } from '@lienthong/edxml';

export interface Books {
  readonly place: string;
  readonly agency?: string;
  readonly documents: number;
  readonly accepted: number;
  readonly delivered: number;
  readonly refused: number;
  readonly expired: number;
  readonly dead: number;
  readonly inFlight: number;
  readonly statuses: number;
}

export interface BooksAnswer {
  readonly items: readonly Books[];
  readonly total: Books;
  readonly oldestInFlight: string | null;
}

/** It waits at `place`, meant for `neighbour`, with the reason of its last attempt. */
export interface DeadMessage {
  readonly id: string;
  readonly kind: 'document' | 'status' | 'act' | 'outcome';
  readonly document: string;
  readonly place: string;
  readonly neighbour: string;
  readonly reason: string;
  readonly at: string;
}

export type DeadPage = Page<DeadMessage>;

export interface DirectoryImport {
  readonly added: number;
  readonly changed: number;
  readonly refused: readonly {
    readonly line: number;
    readonly reason: string;
  }[];
}

export interface LateDocument {
  readonly kind: 'sent' | 'answered' | 'unanswered';
  readonly agency: string;
  readonly document: string;
  readonly sender: string;
  readonly documentId: string;
  readonly code: string;
  readonly subject: string;
  readonly typeName: string;
  readonly urgency: number;
  readonly since: string;
  readonly due: string;
  readonly done?: string;
}

export type LatePage = Page<LateDocument>;

export interface LateStatistic {
  readonly month?: string;
  readonly agency?: string;
  readonly tier?: string;
  readonly type?: string;
  readonly sent: number;
  readonly sentLate: number;
  readonly answeredLate: number;
  readonly unanswered: number;
}

export interface LateStatistics {
  readonly place: string;
  readonly by: readonly ('month' | 'agency' | 'tier' | 'type')[];
  readonly items: readonly LateStatistic[];
  readonly total: LateStatistic;
}

/** Shown this once. */
export interface MintedKey {
  readonly agency: string;
  readonly keyId: string;
  readonly key: string;
  readonly expiresAt?: string;
}

export interface MintedKeys {
  readonly keys: readonly MintedKey[];
}

/** The secret is shown this once. */
export interface MintedSystem {
  readonly code: string;
  readonly mode: 'compatible' | 'hardened';
  readonly clientCertificate?: string;
  readonly aliases?: readonly string[];
  readonly mayRegister?: boolean;
  readonly secret: string;
  readonly path: string;
}

export interface OfficialTime {
  readonly now: string;
}

export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly code: RefusalCode | 'internal';
  readonly where?: string;
  readonly instance: string;
}

export interface Resent {
  readonly id: string;
}

export interface SandboxReset {
  readonly resets: number;
}

export interface SignatureStatistic {
  readonly month?: string;
  readonly agency?: string;
  readonly tier?: string;
  readonly type?: string;
  readonly sent: number;
  readonly declared: number;
  readonly present: number;
  readonly valid: number;
  readonly trusted: number;
  readonly signedRatio: number | null;
}

export interface SignatureStatistics {
  readonly place: string;
  readonly by: readonly ('month' | 'agency' | 'tier' | 'type')[];
  readonly items: readonly SignatureStatistic[];
  readonly total: SignatureStatistic;
}

export interface SubmissionMetadata {
  readonly to: readonly string[];
  readonly documentId?: string;
  readonly code: {
    readonly number: string;
    readonly notation: string;
  };
  readonly subject: string;
  readonly content?: string;
  readonly type?: {
    readonly type: number;
    readonly name: string;
  };
  readonly promulgation: {
    readonly place?: string;
    readonly date: string;
  };
  readonly priority?: number;
  readonly dueDate?: string;
  readonly responseFor?: readonly {
    readonly organId: string;
    readonly code?: string;
    readonly documentId?: string;
    readonly promulgationDate?: string;
  }[];
  readonly signer?: {
    readonly fullName: string;
    readonly position?: string;
    readonly competence?: string;
  };
  readonly signed?: boolean;
  readonly secrecy?: string;
  readonly digests?: Readonly<Record<string, string>>;
}

/** A centre that may use the API of the national axis. */
export interface System {
  readonly code: string;
  readonly mode: 'compatible' | 'hardened';
  readonly clientCertificate?: string;
  readonly aliases?: readonly string[];
  readonly mayRegister?: boolean;
  readonly createdAt: string;
}

export interface Systems {
  readonly items: readonly System[];
}
