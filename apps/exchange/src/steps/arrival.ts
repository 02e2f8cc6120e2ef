/** A document at a place: what came, from whom, and what the place found out about it. */
import type { DocumentHop } from '@lienthong/edxml';
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
  /** Judged, but revocation evidence is missing: recorded, not sent on yet. */
  readonly parked: boolean;
  /** The request that brought it, for the log. */
  readonly correlation?: string;
  /** Where it stands in the acceptance receipt of its group. */
  readonly receipt?: { readonly id: string; readonly leaf: number };
}

/** One delivery that is new to the place and the next step of its way: `here`, a neighbour, or nowhere. */
export interface RoutedDelivery {
  readonly arrival: Arrival;
  readonly recipient: string;
  readonly next: string | undefined;
}
