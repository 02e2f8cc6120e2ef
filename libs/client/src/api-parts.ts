/** What answers and bodies of `/api/v1` are made of, made from the OpenAPI document by test/support/write-client-types.mjs; a test compares them. */
import type { RefusalCode } from '@lienthong/edxml';

export interface Agency {
  readonly code: string;
  readonly oldCode: string;
  readonly name: string;
  readonly tier: 'province' | 'department' | 'district' | 'commune' | 'ministry' | 'party';
  readonly place: string;
  readonly parent?: string;
  readonly validFrom?: string;
  readonly validTo?: string;
  readonly successor?: string;
  readonly aliases?: readonly string[];
}

/** A copy drops what was removed and puts in all others; what has ended stands in the list with its last day. */
export interface AgencyChange {
  readonly change: 'added' | 'changed' | 'ended' | 'removed';
  readonly agency: Agency;
}

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

export interface BulkOutcome {
  readonly document: string;
  readonly outcome: 'recorded' | 'duplicate' | 'refused';
  readonly refusal?: Refusal;
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

export interface Delivery {
  readonly recipient: string;
  readonly state: 'in-flight' | 'delivered' | 'refused' | 'expired' | 'dead';
  readonly status: number;
  readonly request?: 'recall' | 'update';
  readonly ended?: 'recalled' | 'replaced';
  readonly answeredLate?: true;
  readonly overdue?: true;
  readonly reason?: string;
  readonly trace: readonly TraceEntry[];
  readonly statuses: readonly Status[];
}

export interface DeskStatus {
  readonly document: string;
  readonly documentId: string;
  readonly recipient: string;
  readonly number: number;
  readonly code: number;
  readonly at: string;
  readonly reason?: string;
  readonly staff?: string;
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

/** Shown this once. */
export interface MintedKey {
  readonly agency: string;
  readonly keyId: string;
  readonly key: string;
  readonly expiresAt?: string;
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

/** Leads from the document to the signed root of its group. */
export interface Proof {
  readonly index: number;
  readonly size: number;
  readonly path: readonly string[];
  readonly root: string;
}

export interface RecallOutcome {
  readonly recipient: string;
  readonly outcome: 'recorded' | 'refused';
  readonly refusal?: Refusal;
}

/** A permanent "no". */
export interface Refusal {
  readonly code: RefusalCode;
  readonly detail: string;
  readonly where?: string;
}

export interface SenderRequest {
  readonly document: string;
  readonly sender: string;
  readonly documentId: string;
  readonly number: number;
  readonly act: 'recall' | 'update' | 'replace';
  readonly at: string;
  readonly reason?: string;
  readonly staff?: string;
  readonly operation?: string;
}

/** Four facts kept apart: present ⊇ valid ⊇ trusted. */
export interface SignatureFacts {
  readonly declared: boolean;
  readonly present: boolean;
  readonly valid: boolean;
  readonly trusted: boolean;
  readonly verdict: string;
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

export interface Status {
  readonly number: number;
  readonly code: number;
  readonly at: string;
  readonly reason?: string;
  readonly staff?: string;
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
  readonly createdAt: string;
}

/** A place that was passed, at official time. */
export interface TraceEntry {
  readonly place: string;
  readonly at: string;
}
