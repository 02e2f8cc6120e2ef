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

export type AgencyPage = Page<Agency>;

export interface BulkOutcome {
  readonly document: string;
  readonly outcome: 'recorded' | 'duplicate' | 'refused';
  readonly refusal?: Refusal;
}

export interface Delivery {
  readonly recipient: string;
  readonly state: 'in-flight' | 'delivered' | 'refused' | 'expired' | 'dead';
  readonly status: number;
  readonly request?: 'recall' | 'update';
  readonly ended?: 'recalled' | 'replaced';
  readonly answeredLate?: true;
  readonly overdue?: true;
  readonly answeredBy?: string;
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
  readonly contact?: StaffContact;
}

export interface DirectoryChanges {
  readonly items: readonly AgencyChange[];
  readonly version: string;
  readonly more: boolean;
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

export type DocumentPage = Page<ListedDocument>;

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
  readonly answeredBy?: string;
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

export interface ListedDocument {
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
}

/** What became of each, in the order given. */
export interface Outcomes {
  readonly items: readonly BulkOutcome[];
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
  readonly outcome: 'recorded' | 'duplicate' | 'refused';
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

export interface SenderRequest {
  readonly document: string;
  readonly sender: string;
  readonly documentId: string;
  readonly number: number;
  readonly act: 'recall' | 'update' | 'replace';
  readonly at: string;
  readonly reason?: string;
  readonly staff?: string;
  readonly contact?: StaffContact;
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

/** How to reach who handles it, beside the name. */
export interface StaffContact {
  readonly department?: string;
  readonly mobile?: string;
  readonly email?: string;
}

export interface Status {
  readonly number: number;
  readonly code: number;
  readonly at: string;
  readonly reason?: string;
  readonly staff?: string;
  readonly contact?: StaffContact;
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

/** A place that was passed, at official time. */
export interface TraceEntry {
  readonly place: string;
  readonly at: string;
}

export interface Webhook {
  readonly id: string;
  readonly url: string;
  readonly events: readonly ('inbox' | 'status')[];
  readonly state: 'active' | 'disabled' | 'stopped';
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
  readonly state: 'active' | 'disabled' | 'stopped';
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
