/** The things `/api/v1` gives and takes, one plain interface each: the exchange answers with them, the client reads them. */
import type { ResponseFor, StaffContact } from './document.js';
import type { SenderAct } from './life/copy-life.js';
import type { Refusal } from './refusals.js';
import type { SignatureFacts, TraceEntry } from './hop.js';

/** Proof that a place took a document in; one signature covers a group, the proof leads from this document to its root. */
export interface AcceptanceReceipt {
  readonly place: string;
  readonly document: string;
  readonly sender: string;
  readonly documentId: string;
  readonly packageDigest: string;
  readonly contentDigest: string;
  /** Official time of acceptance, ISO 8601 with zone. */
  readonly acceptedAt: string;
  /** True when the place runs on a rehearsal clock: such a receipt proves nothing outside the rehearsal. */
  readonly rehearsal: boolean;
  readonly proof: {
    readonly index: number;
    readonly size: number;
    readonly path: readonly string[];
    readonly root: string;
  };
  /** Base64 signature over the root by the place's key, context `lienthong/acceptance`. */
  readonly signature: string;
  /** SHA-256 (hex) of the place's certificate in DER. */
  readonly certificate: string;
}

/** The answer 202 to a submission. */
export interface Submission {
  readonly document: string;
  readonly documentId: string;
  readonly sender: string;
  readonly recipients: readonly string[];
  /** `parked` while revocation evidence is missing or its attachments are to be scanned, else `accepted`. */
  readonly state: 'accepted' | 'parked';
  readonly facts: SignatureFacts;
  readonly receipt: AcceptanceReceipt;
}

/** Metadata part of a multipart submission; the exchange writes the edXML package from it. */
export interface SubmissionMetadata {
  readonly to: readonly string[];
  readonly documentId?: string;
  readonly code: { readonly number: string; readonly notation: string };
  readonly subject: string;
  readonly content?: string;
  readonly type?: { readonly type: number; readonly name: string };
  readonly promulgation: { readonly place?: string; readonly date: string };
  readonly priority?: number;
  readonly dueDate?: string;
  /** What the document answers: by DocumentId, else by number and notation (`15/UBND-VP`). */
  readonly responseFor?: readonly ResponseFor[];
  readonly signer?: { readonly fullName: string; readonly position?: string; readonly competence?: string };
  readonly signed?: boolean;
  readonly secrecy?: string;
  /** Optional SHA-256 (hex) of each file by its file name; compared with the bytes received. */
  readonly digests?: Readonly<Record<string, string>>;
}

export interface Page<T> {
  readonly items: readonly T[];
  /** Give it back as `after` to read on; absent while nothing was ever listed. */
  readonly next?: string;
  /** True when more rows are ready at once. */
  readonly more: boolean;
}

/** One line of an agency's inbox. */
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
  /** Day by whose end it is to be answered or done (hạn trả lời), where the package says one. */
  readonly dueDate?: string;
  /** Present where that day is over and the copy neither done, answered nor ended. */
  readonly overdue?: true;
  /** The caller's document that answers it (ResponseFor), where it has a due date. */
  readonly answeredBy?: string;
  readonly arrivedAt: string;
  readonly packageDigest: string;
  readonly packageSize: number;
  readonly facts: SignatureFacts;
  /** Current status of this recipient's copy. */
  readonly status: number;
  readonly acknowledged: boolean;
  readonly request?: CopyRequest;
  readonly ended?: CopyEnding;
}

/** What the sender has asked of a copy and its recipient has not answered with 15 or 16 yet. */
export type CopyRequest = 'recall' | 'update';
/** How the sender's act ended a copy: it stands in no list of work any more. */
export type CopyEnding = 'recalled' | 'replaced';

/** To take a document back from some of its recipients, or from all (status 13). `reason` is required, at most 1,000 characters. */
export interface RecallRequest {
  readonly reason: string;
  readonly staff?: string;
  readonly contact?: StaffContact;
  readonly recipients?: readonly string[];
}

/** What became of a recall at each recipient, at the sender's place; the same one again before it is answered is a duplicate. */
export interface RecallOutcome {
  readonly recipient: string;
  readonly outcome: 'recorded' | 'duplicate' | 'refused';
  readonly refusal?: Refusal;
}

/** One act of a sender on a copy in the caller's inbox; `operation` is the document whose package does it. */
export interface SenderRequest {
  readonly document: string;
  readonly sender: string;
  readonly documentId: string;
  readonly number: number;
  readonly act: SenderAct;
  readonly at: string;
  readonly reason?: string;
  readonly staff?: string;
  readonly contact?: StaffContact;
  readonly operation?: string;
}

/**
 * One status to submit, for a document in the caller's inbox. `reason` is required with 02 and 16, at most 1,000 characters. The 01
 * is made by the recipient's place: here it is a repeat.
 */
export interface StatusRequest {
  readonly document: string;
  readonly code: number;
  readonly reason?: string;
  readonly staff?: string;
  readonly contact?: StaffContact;
}

/** What became of each item of a bulk request, in the order given. */
export interface BulkOutcome {
  readonly document: string;
  readonly outcome: 'recorded' | 'duplicate' | 'refused';
  readonly refusal?: Refusal;
}

/** One line of a sender's desk: a status that came back. */
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

export type DeliveryState = 'in-flight' | 'delivered' | 'refused' | 'expired' | 'dead';

/** A sender's own document, as lists show it. */
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
  /** Present where it was sent later than Decision 28/2018 allows after its signing. */
  readonly sentLate?: true;
  readonly state: 'accepted' | 'parked' | 'refused';
  /** Why a parked document could not be scanned, when it was tried last. */
  readonly unscanned?: string;
  readonly packageDigest: string;
  readonly contentDigest: string;
  readonly facts: SignatureFacts;
  /** Evidence of every signature judged, as stored. */
  readonly signatures: readonly unknown[];
}

/** The same followed hop by hop. */
export interface DocumentView extends ListedDocument {
  readonly deliveries: readonly {
    readonly recipient: string;
    readonly state: DeliveryState;
    readonly status: number;
    readonly request?: CopyRequest;
    readonly ended?: CopyEnding;
    /** Present where it was not taken up on the day on which it arrived (Decree 30/2020, article 21). */
    readonly answeredLate?: true;
    /** Present where the document was not done (06) by the end of its due date, and was not answered, refused or ended either. */
    readonly overdue?: true;
    /** The recipient's document that answers it (ResponseFor), where it has a due date. */
    readonly answeredBy?: string;
    readonly reason?: string;
    readonly trace: readonly TraceEntry[];
    readonly statuses: readonly {
      readonly number: number;
      readonly code: number;
      readonly at: string;
      readonly reason?: string;
      readonly staff?: string;
      readonly contact?: StaffContact;
    }[];
  }[];
}

/** One row of the statistics; the keys present are the ones asked for with `by`. */
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
  /** trusted divided by sent, 0 to 1; null where nothing was sent. */
  readonly signedRatio: number | null;
}

/** What broke a time limit, beside what was sent; the keys present are the ones asked for with `by`. */
export interface LateStatistic {
  readonly month?: string;
  readonly agency?: string;
  readonly tier?: string;
  readonly type?: string;
  readonly sent: number;
  /** After the morning of the working day after the signing (Decision 28/2018). */
  readonly sentLate: number;
  /** Taken in or refused after the day of arrival (Decree 30/2020, article 21). */
  readonly answeredLate: number;
  /** That day is over, and neither happened yet. */
  readonly unanswered: number;
}

/** One document behind those counts; `agency` was late: the sender, or the recipient. */
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
  /** The signing, or the arrival. */
  readonly since: string;
  readonly due: string;
  readonly done?: string;
}

/** The books of a place (or of one agency of it), counted at the sender's place. */
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
  /** Statuses that have reached their sender's place. */
  readonly statuses: number;
}

/** A centre that may use the national axis' API. */
export interface SystemView {
  /** Its hub code. */
  readonly code: string;
  readonly mode: 'compatible' | 'hardened';
  /** SHA-256 (hex) of the TLS client certificate that it must come with. */
  readonly clientCertificate?: string;
  /** Its other names. */
  readonly aliases?: readonly string[];
  /** Whether an operator lets it register agencies in whatever mode. */
  readonly mayRegister?: boolean;
  readonly createdAt: string;
}

/** A system id as shown once, when it is made; `path` is where its API stands. */
export interface MintedSystem extends Omit<SystemView, 'createdAt'> {
  readonly secret: string;
  readonly path: string;
}

/** An API key as shown once, when it is made. */
export interface MintedKey {
  readonly agency: string;
  readonly keyId: string;
  readonly key: string;
  readonly expiresAt?: string;
}
