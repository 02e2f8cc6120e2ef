/** What travels between two places: batches of documents, statuses and outcomes, and the receipts that answer them. */
import type { StaffContact } from './document.js';
import type { AuthoredStatus } from './status.js';
import type { SenderAct } from './life/copy-life.js';
import type { RefusalCode } from './refusals.js';

/** One place a message has passed, in the order passed. `at` is official time, ISO 8601. */
export interface TraceEntry {
  readonly place: string;
  readonly at: string;
}

/** The four facts kept apart for every document; present ⊇ valid ⊇ trusted. */
export interface SignatureFacts {
  readonly declared: boolean;
  readonly present: boolean;
  readonly valid: boolean;
  readonly trusted: boolean;
  /** Stable reason code of the verdict: `trusted`, `unsigned`, `placeholder`, or the refusal code that would apply. */
  readonly verdict: string;
}

/** A document that another answers (QCVN 102:2016, group ResponseFor): by its DocumentId, else by its number and notation. */
export interface AnsweredDocument {
  /** Who asked: a code of the directory. */
  readonly sender: string;
  readonly documentId?: string;
  /** `15/UBND-VP`. */
  readonly code?: string;
  /** Its day, yyyy-MM-dd, where the answer tells it beside the code. */
  readonly promulgated?: string;
}

/** A document on its way, without its bytes: routing header and digests only. Digests are lower-case hex SHA-256. */
export interface DocumentHop {
  readonly kind: 'document';
  readonly document: string;
  readonly sender: string;
  readonly documentId: string;
  readonly operation: number;
  readonly packageDigest: string;
  readonly packageSize: number;
  readonly contentDigest: string;
  readonly recipients: readonly string[];
  readonly urgency: number;
  readonly code: string;
  readonly subject: string;
  readonly type: number;
  readonly typeName: string;
  readonly promulgated: string;
  readonly dueDate?: string;
  readonly answers?: readonly AnsweredDocument[];
  readonly facts: SignatureFacts;
  readonly trace: readonly TraceEntry[];
}

/** A status on its way back to the sender; `number` counts the statuses of (recipient, document) from 1. */
export interface StatusHop {
  readonly kind: 'status';
  readonly document: string;
  readonly sender: string;
  readonly recipient: string;
  readonly number: number;
  readonly code: number;
  readonly at: string;
  readonly place: string;
  readonly urgency: number;
  readonly reason?: string;
  readonly staff?: string;
  readonly contact?: StaffContact;
  readonly authored?: AuthoredStatus;
  /** On a status 01: the places the document passed. */
  readonly trace?: readonly TraceEntry[];
}

/** What a sender does to one recipient's copy, on its way there; `number` counts the sender's acts on that copy from 1. */
export interface ActHop {
  readonly kind: 'act';
  readonly document: string;
  readonly sender: string;
  readonly recipient: string;
  readonly number: number;
  readonly act: SenderAct;
  readonly at: string;
  readonly place: string;
  readonly urgency: number;
  readonly reason?: string;
  readonly staff?: string;
  readonly contact?: StaffContact;
  readonly authored?: AuthoredStatus;
  /** The document whose package does it (operations 1 to 3); absent where the sender said it alone (status 13). */
  readonly operation?: string;
}

/** A delivery that ended on the way before any status 01: refused by a place, or dead after its attempts. */
export interface OutcomeHop {
  readonly kind: 'outcome';
  readonly document: string;
  readonly sender: string;
  readonly recipient: string;
  readonly outcome: 'refused' | 'dead';
  readonly refusal: RefusalCode | 'dead';
  readonly reason: string;
  readonly place: string;
  readonly at: string;
  readonly urgency: number;
}

export type Hop = DocumentHop | StatusHop | ActHop | OutcomeHop;

/** One message of a batch: its number in the outbox it left, and its exact text (JSON of a Hop). */
export interface HopEnvelope {
  readonly id: string;
  readonly text: string;
}

/** One signature of a place over several things at once, and the way from this one to the signed root (RFC 6962 section 2.1). */
export interface GroupProof {
  readonly index: number;
  readonly size: number;
  /** Lower-case hex. */
  readonly path: readonly string[];
  /** Base64, over the root under the context of what is signed, with SHA-256: ECDSA (DER) by a P-256 key, RSASSA-PKCS1-v1_5 by an RSA key. */
  readonly signature: string;
}

/** A batch from one place to a neighbour, signed by the sending place together with its other batches of the bag. */
export interface HopBatch {
  readonly from: string;
  readonly to: string;
  readonly lane: number;
  readonly messages: readonly HopEnvelope[];
  readonly proof: GroupProof;
}

/** Batches for places of one queue that travel as one job. */
export interface HopBag {
  readonly kind: 'bag';
  readonly batches: readonly HopBatch[];
}

/** Receipts for places of one queue that travel as one job. */
export interface ReceiptBag {
  readonly kind: 'receipts';
  readonly receipts: readonly HopReceipt[];
}

/** What became of one message at the place that answers. */
export type HopOutcome = 'accepted' | 'refused' | 'dead';

/** The acceptance of messages by the next place, signed once over a Merkle root (RFC 6962 section 2.1). */
export interface HopReceipt {
  readonly receipt: string;
  readonly from: string;
  readonly to: string;
  readonly lane: number;
  readonly ids: readonly string[];
  readonly outcomes: readonly { readonly outcome: HopOutcome; readonly reason?: string }[];
  /** Lower-case hex SHA-256 of each message's text, in the order of `ids`. */
  readonly digests: readonly string[];
  readonly at: string;
  readonly root: string;
  readonly proof: GroupProof;
  /** The answering place's latest signed checkpoint, so that neighbours remember it. */
  readonly checkpoint?: PlaceCheckpoint;
}

/** A place's signed statement of where all its event chains stood. */
export interface PlaceCheckpoint {
  readonly place: string;
  readonly number: number;
  readonly at: string;
  /** Every chain of the place: its number, its last link and that link's hash (hex). */
  readonly heads: readonly { readonly chain: number; readonly link: string; readonly hash: string }[];
  readonly signature: string;
}
