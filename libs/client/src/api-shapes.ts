/** What `/api/v1` takes and answers, made from the OpenAPI document by test/support/write-client-types.mjs; a test compares them. */
import type { Page } from '@lienthong/edxml';
import type {
  Agency,
  AgencyChange,
  Books,
  BulkOutcome,
  DeadMessage,
  Delivery,
  DeskStatus,
  LateDocument,
  LateStatistic,
  MintedKey,
  Proof,
  RecallOutcome,
  SenderRequest,
  SignatureFacts,
  SignatureStatistic,
  System,
} from './api-parts.js';

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

export type AgencyPage = Page<Agency>;

export interface BooksAnswer {
  readonly items: readonly Books[];
  readonly total: Books;
  readonly oldestInFlight: string | null;
}

export type DeadPage = Page<DeadMessage>;

export type DeskPage = Page<DeskStatus>;

export interface DirectoryChanges {
  readonly items: readonly AgencyChange[];
  readonly version: string;
  readonly more: boolean;
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

export type LatePage = Page<LateDocument>;

export interface LateStatistics {
  readonly place: string;
  readonly by: readonly ('month' | 'agency' | 'tier' | 'type')[];
  readonly items: readonly LateStatistic[];
  readonly total: LateStatistic;
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

/** What became of it at each recipient. */
export interface RecallOutcomes {
  readonly items: readonly RecallOutcome[];
}

export interface Resent {
  readonly id: string;
}

export interface SandboxReset {
  readonly resets: number;
}

export type SenderRequestPage = Page<SenderRequest>;

export interface SignatureStatistics {
  readonly place: string;
  readonly by: readonly ('month' | 'agency' | 'tier' | 'type')[];
  readonly items: readonly SignatureStatistic[];
  readonly total: SignatureStatistic;
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

export interface Systems {
  readonly items: readonly System[];
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
