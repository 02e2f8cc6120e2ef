/** What `/api/v1` takes and answers, made from the OpenAPI document by test/support/write-client-types.mjs; a test compares them. */
import type { Page, RefusalCode } from '@lienthong/edxml';

export interface AcceptanceReceipt {
  readonly place: string;
  readonly document: string;
  readonly sender: string;
  readonly documentId: string;
  readonly packageDigest: string;
  readonly contentDigest: string;
  readonly acceptedAt: string;
  readonly rehearsal: boolean;
  readonly proof: Proof;
  readonly signature: string;
  readonly certificate: string;
}

export interface Agency {
  readonly code: string;
  readonly oldCode: string;
  readonly name: string;
  readonly tier: 'province' | 'department' | 'district' | 'commune' | 'ministry' | 'party';
  readonly place: string;
  readonly parent?: string;
}

export type AgencyPage = Page<Agency>;

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

export type DeadPage = Page<DeadMessage>;

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

export type DeskPage = Page<DeskStatus>;

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

export interface DirectoryImport {
  readonly added: number;
  readonly changed: number;
  readonly refused: readonly {
    readonly line: number;
    readonly reason: string;
  }[];
}

export interface Document {
  readonly document: string;
  readonly sender: string;
  readonly documentId: string;
  readonly operation: number;
  readonly code: string;
  readonly subject: string;
  readonly typeName: string;
  readonly urgency: number;
  readonly acceptedAt: string;
  readonly dueDate?: string;
  readonly sentLate?: true;
  readonly state: 'accepted' | 'parked' | 'refused';
  readonly unscanned?: string;
  readonly packageDigest: string;
  readonly contentDigest: string;
  readonly facts: SignatureFacts;
  readonly signatures: readonly unknown[];
  readonly deliveries: readonly Delivery[];
}

export type DocumentPage = Page<Document>;

export interface InboxItem {
  readonly document: string;
  readonly sender: string;
  readonly documentId: string;
  readonly operation: number;
  readonly code: string;
  readonly subject: string;
  readonly type: number;
  readonly typeName: string;
  readonly urgency: number;
  readonly promulgated: string;
  readonly dueDate?: string;
  readonly overdue?: true;
  readonly arrivedAt: string;
  readonly packageDigest: string;
  readonly packageSize: number;
  readonly facts: SignatureFacts;
  readonly status: number;
  readonly acknowledged: boolean;
  readonly request?: 'recall' | 'update';
  readonly ended?: 'recalled' | 'replaced';
}

export type InboxPage = Page<InboxItem>;

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
  readonly secret: string;
  readonly path: string;
}

export interface OfficialTime {
  readonly now: string;
}

/** What became of each, in the order given. */
export interface Outcomes {
  readonly items: readonly BulkOutcome[];
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

/** What became of it at each recipient. */
export interface RecallOutcomes {
  readonly items: readonly RecallOutcome[];
}

/** A permanent "no". */
export interface Refusal {
  readonly code: RefusalCode;
  readonly detail: string;
  readonly where?: string;
}

export interface Resent {
  readonly id: string;
}

export interface SandboxReset {
  readonly resets: number;
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

export type SenderRequestPage = Page<SenderRequest>;

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

export interface SignatureStatistics {
  readonly place: string;
  readonly by: readonly ('month' | 'agency' | 'tier' | 'type')[];
  readonly items: readonly SignatureStatistic[];
  readonly total: SignatureStatistic;
}

export interface Status {
  readonly number: number;
  readonly code: number;
  readonly at: string;
  readonly reason?: string;
  readonly staff?: string;
}

export interface Submission {
  readonly document: string;
  readonly documentId: string;
  readonly sender: string;
  readonly recipients: readonly string[];
  readonly state: 'accepted' | 'parked';
  readonly facts: SignatureFacts;
  readonly receipt: AcceptanceReceipt;
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

export interface Systems {
  readonly items: readonly System[];
}

/** A place that was passed, at official time. */
export interface TraceEntry {
  readonly place: string;
  readonly at: string;
}

export interface Webhook {
  readonly id: string;
  readonly url: string;
  readonly events: readonly ('inbox' | 'status')[];
  readonly state: 'active' | 'disabled';
  readonly failures: number;
  readonly reason?: string;
  readonly createdAt: string;
  readonly next: {
    readonly inbox: string;
    readonly status: string;
  };
}

export interface WebhookWithSecret {
  readonly id: string;
  readonly url: string;
  readonly events: readonly ('inbox' | 'status')[];
  readonly state: 'active' | 'disabled';
  readonly failures: number;
  readonly reason?: string;
  readonly createdAt: string;
  readonly next: {
    readonly inbox: string;
    readonly status: string;
  };
  readonly secret: string;
}

export interface Webhooks {
  readonly items: readonly Webhook[];
}
