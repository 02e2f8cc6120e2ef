/** The official document as every step sees it: what a QCVN 102:2016 package says, in plain values. */
import type { XmlElement } from './xml/xml-element.js';

/** An agency as a package names it. Lengths are those of the regulation's table 1.1, in characters. */
export interface Organization {
  /** Identifier code, new form (`H54.07`, Decision 20/2020) or old form (`000.00.07.H54`, QCVN 102:2016). */
  readonly organId: string;
  readonly organName: string;
  readonly organizationInCharge?: string;
  readonly address?: string;
  readonly email?: string;
  readonly telephone?: string;
  readonly fax?: string;
  readonly website?: string;
}

export interface Signer {
  /** Authority to sign: TM., Q., KT., TL., TUQ. (Decree 30/2020). */
  readonly competence?: string;
  readonly position?: string;
  readonly fullName: string;
}

export interface OtherInfo {
  /** 0 normal, 1 khẩn, 2 thượng khẩn, 3 hỏa tốc, 4 hỏa tốc hẹn giờ. */
  readonly priority?: number;
  readonly sphere?: string;
  /** Initials of the typist. */
  readonly typer?: string;
  readonly amount?: number;
  readonly pages?: number;
  readonly appendixes?: readonly string[];
  /** Of the national axis' library, which does not say what it means. */
  readonly direction?: boolean;
  /** Of the same library; what one item is called inside is assumed. */
  readonly replyFors?: readonly string[];
  readonly referenceCodes?: readonly string[];
}

export interface ResponseFor {
  readonly organId: string;
  /** Number and notation in one string, `15/UBND-VP`. */
  readonly code?: string;
  readonly documentId?: string;
  readonly promulgationDate?: string;
}

export interface Staff {
  readonly department?: string;
  readonly staff?: string;
  readonly mobile?: string;
  readonly email?: string;
  readonly departmentId?: string;
  readonly staffId?: string;
}

/** How to reach who handles a document, beside the name: at most 250, 20 and 100 characters. */
export type StaffContact = Pick<Staff, 'department' | 'mobile' | 'email'>;

/** What an update changes (type 2): the content, the receivers, or both. */
export interface DocumentUpdate {
  readonly contentChanged?: boolean;
  readonly receiversChanged?: boolean;
  readonly receivers?: readonly ChangedReceiver[];
}

/** `type`: 1 added, 0 removed. Assumed: the samples hold one of each, and no source says which is which. */
export interface ChangedReceiver {
  readonly organId: string;
  readonly type: number;
}

/** A document that another replaces (type 3), and for whom; without `organIds` for everybody who got it. */
export interface Replacement {
  readonly documentId: string;
  readonly organIds?: readonly string[];
}

export interface Business {
  /** 0 new, 1 recall, 2 update, 3 replace. */
  readonly type: number;
  readonly reason?: string;
  /** The document this operation is about. */
  readonly documentId?: string;
  /** True when a paper copy is sent as well. */
  readonly paper?: boolean;
  readonly staff?: Staff;
  readonly update?: DocumentUpdate;
  readonly replacements?: readonly Replacement[];
}

/** One hop noted inside the package; `timestamp` is ISO 8601 with its zone, `+07:00` when read (the wire has none). */
export interface TraceHeader {
  readonly organId: string;
  readonly timestamp: string;
}

/** What the .NET kit of a provincial axis writes on TraceHeaderList; it says nothing about the document. */
export interface TraceMarks {
  readonly id?: string;
  readonly version?: string;
  readonly mustUnderstand?: string;
  readonly actor?: string;
}

/** What a system of the older form reports inside the header: `N.MessageHeader.To` and words. */
export interface ReportedError {
  readonly code: string;
  readonly description?: string;
}

/** Dates are `yyyy-MM-dd`; texts are as written, without the white space around them. */
export interface OfficialDocument {
  readonly from: Organization;
  readonly to: readonly Organization[];
  /** The sender's own identifier, unique per sender, opaque. */
  readonly documentId: string;
  readonly code: { readonly number: string; readonly notation: string };
  readonly promulgation: { readonly place?: string; readonly date: string };
  readonly type: { readonly type: number; readonly detail?: number; readonly name: string };
  readonly subject: string;
  readonly content?: string;
  readonly signer?: Signer;
  readonly dueDate?: string;
  readonly toPlaces?: readonly string[];
  readonly other?: OtherInfo;
  readonly responseFor?: readonly ResponseFor[];
  /** 0 not steering, 1 steering (chỉ đạo), 2 report on steering. */
  readonly steeringType?: number;
  /** Tasks this document answers, by their codes (task tracking of the Government Office). */
  readonly taskCodes?: readonly string[];
  /** Kind of application it belongs to, as written: `MCDT_DT` for dossiers of a one-stop shop. */
  readonly applicationType?: string;
  readonly trace: readonly TraceHeader[];
  readonly traceMarks?: TraceMarks;
  readonly business: Business;
  readonly errors?: readonly ReportedError[];
  /** What an OtherInfo secrecy element says, as written; absent when there is none. */
  readonly secrecy?: string;
  /** True when the header holds a signature element that is not empty. */
  readonly claimsSignature: boolean;
}

export interface Attachment {
  /** Identifier within the package; read without `cid:`, written the same with it or without. */
  readonly contentId: string;
  /** Display text only, never a path. */
  readonly name: string;
  readonly contentType: string;
  readonly description?: string;
  readonly bytes: Buffer;
  /** As they stand in the package, where the sender zipped them for the transport: a signature in the header is over these. */
  readonly zipped?: Buffer;
}

/** A package as read: attachments in the order of the manifest (the first is the main one), digests are SHA-256 of their bytes. */
export interface Package {
  readonly document: OfficialDocument;
  readonly attachments: readonly Attachment[];
  readonly attachmentDigests: readonly Buffer[];
  /** SHA-256 over the canonical header without the trace and the attachments' digests; same content, same digest. */
  readonly contentDigest: Buffer;
  /** Absent where the header holds no signature, or one of a form that is not judged. */
  readonly headerSignature?: HeaderSignature;
}

/** A signature by XML-DSig in the header, with every element that is read and so has to be signed. */
export interface HeaderSignature {
  readonly element: XmlElement;
  /** The whole message. */
  readonly root: XmlElement;
  /** Beside these, only the entries of the trace are read. */
  readonly parts: readonly SignablePart[];
}

export interface SignablePart {
  readonly element: XmlElement;
  /** Place in the manifest, where the element holds the encoded bytes of an attachment. */
  readonly attachment?: number;
  /** A field of this attachment that the manifest, which is signed, does not say. */
  readonly unsignedField?: string;
  /** Whether there are encoded bytes inside, which the element as given here lacks. */
  readonly hidesBytes?: boolean;
}
