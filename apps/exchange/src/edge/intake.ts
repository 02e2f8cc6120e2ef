/** Where requests become groups: what comes together at the places of this process is committed together. */
import { Inject, Injectable } from '@nestjs/common';
import { isRefused, readPackage, type BulkOutcome, type Outcome, type Submission } from '@lienthong/edxml';
import { refusedError } from '@lienthong/edge';
import type { Exchange } from '../exchange.js';
import { Gather } from '../pace/gather.js';
import type { Submitted } from '../steps/accept.js';
import { acknowledgeAll, type Acknowledgement } from '../steps/acknowledge.js';
import { submitStatuses, type SaidStatus, type SaidStatuses } from '../steps/submit-statuses.js';
import { takeSubmissions } from '../intake/submissions.js';
import { exchangeToken } from '../tokens.js';
import type { Caller } from './authenticate.js';

/** A few milliseconds of company halve the commits; where one group follows the other, a fiftieth of a second does. */
const submissionLimits = { items: 200, bytes: 4 * 1024 * 1024, waitMs: 4, paceMs: 20 };
/** Counted in statuses and documents, not bytes. Nobody waits for these answers: they may gather longer. */
const inboxLimits = { items: 200, bytes: 2_000, waitMs: 25 };

/** Who sends at a door: an agency, or a centre for whichever agency of its place the message names. */
export interface Sender {
  readonly place: string;
  readonly agency?: string;
}

@Injectable()
export class Intake {
  private readonly submissions: Gather<Submitted, Outcome<Submission>>;
  private readonly said: Gather<SaidStatuses, BulkOutcome[]>;
  private readonly acknowledged: Gather<Acknowledgement, ReadonlySet<string>>;

  constructor(@Inject(exchangeToken) private readonly exchange: Exchange) {
    this.submissions = new Gather(submissionLimits, (group) => takeSubmissions(exchange, group));
    this.said = new Gather(inboxLimits, (group) => submitStatuses(exchange, group));
    this.acknowledged = new Gather(inboxLimits, (group) => acknowledgeAll(exchange, group));
  }

  async submit(sender: Sender, bytes: Buffer, correlation: string): Promise<Outcome<Submission>> {
    const { place } = sender;
    const read = readPackage(bytes);
    const add = (agency: string) => this.submissions.add({ place, bytes, read, agency, correlation }, bytes.length);
    if (sender.agency !== undefined) return add(sender.agency);
    // Nobody is known whose attempt it is.
    if (isRefused(read)) return read;
    return add(agencyAt(this.exchange, place, read.value.document.from.organId));
  }

  say({ place, agency }: Required<Sender>, statuses: readonly SaidStatus[]): Promise<BulkOutcome[]> {
    return this.said.add({ place, agency, statuses }, statuses.length);
  }

  /** The documents of these that stand in the caller's inbox. */
  acknowledge({ place, agency }: Caller, documents: readonly string[]): Promise<ReadonlySet<string>> {
    return this.acknowledged.add({ place, agency, documents }, documents.length);
  }
}

/** The code of an agency of the place by what a message calls its sender. @throws RefusedError for any other */
export function agencyAt(exchange: Exchange, place: string, organId: string): string {
  const agency = exchange.directory().agency(organId);
  if (agency?.place === place) return agency.code;
  const detail = `${organId.slice(0, 40)} is not an agency of ${place}`;
  throw refusedError('sender-mismatch', detail, 'MessageHeader.From.OrganId');
}
