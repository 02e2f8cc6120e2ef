/** A document at a place: what came, from whom, and what the place found out about it. */
import type { DocumentHop, Refusal, SenderAct } from '@lienthong/edxml';
import type { SignatureVerdict } from '@lienthong/signature';

export interface Arrival {
  /** Where it is now. */
  readonly place: string;
  /** Its header, with the recipients for whom it came here. */
  readonly hop: DocumentHop;
  /** The neighbour that sent it; null when a client of this place submitted it. */
  readonly from: string | null;
  /** The package, where it was submitted. */
  readonly bytes?: Buffer;
  /** What was found about each signature, where it was judged. */
  readonly verdicts?: readonly SignatureVerdict[];
  /** Judged, but revocation evidence is missing or its attachments are not scanned: recorded, not sent on yet. */
  readonly parked: boolean;
  /** Why it goes nowhere from here: what a scanner found, or that none could say. */
  readonly stopped?: Refusal;
  /** What its package does to copies sent before, where it was submitted; none for a new document. */
  readonly acts?: readonly PackageAct[];
  /** The request that brought it, for the log. */
  readonly correlation?: string;
  /** Where it stands in the acceptance receipt of its group. */
  readonly receipt?: { readonly id: string; readonly leaf: number };
}

/** An act of an operation (recall, update, replace) on one recipient's copy of a document of the same sender. */
export interface PackageAct {
  readonly recipient: string;
  readonly documentId: string;
  readonly act: SenderAct;
  readonly reason?: string;
}

/** One delivery that is new to the place and the next step of its way: `here`, a neighbour, or nowhere. */
export interface RoutedDelivery {
  readonly arrival: Arrival;
  readonly recipient: string;
  readonly next: string | undefined;
}
