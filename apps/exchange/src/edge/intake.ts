/** Where requests become groups: submissions and statuses of one place that come together are committed together. */
import { Inject, Injectable } from '@nestjs/common';
import type { BulkOutcome, Outcome, StatusRequest, Submission } from '@lienthong/edxml';
import type { Exchange } from '../exchange.js';
import { Gather } from '../gather.js';
import type { Submitted } from '../steps/accept.js';
import { submitStatuses, type SaidStatuses } from '../steps/submit-statuses.js';
import { takeSubmissions } from '../submissions.js';
import { exchangeToken } from '../tokens.js';
import type { Caller } from './authenticate.js';

/** A few milliseconds of company halve the commits; more only adds to every answer. */
const submissionLimits = { items: 200, bytes: 4 * 1024 * 1024, waitMs: 4 };
/** Counted in statuses, not bytes. */
const statusLimits = { items: 100, bytes: 1_000, waitMs: 4 };

@Injectable()
export class Intake {
  private readonly submissions = new Map<string, Gather<Submitted, Outcome<Submission>>>();
  private readonly said = new Map<string, Gather<SaidStatuses, BulkOutcome[]>>();

  constructor(@Inject(exchangeToken) private readonly exchange: Exchange) {}

  submit({ place, agency }: Caller, bytes: Buffer, correlation: string): Promise<Outcome<Submission>> {
    let gather = this.submissions.get(place);
    if (gather === undefined) {
      gather = new Gather(submissionLimits, (group) => takeSubmissions(this.exchange, place, group));
      this.submissions.set(place, gather);
    }
    return gather.add({ bytes, agency, correlation }, bytes.length);
  }

  say({ place, agency }: Caller, statuses: readonly StatusRequest[]): Promise<BulkOutcome[]> {
    let gather = this.said.get(place);
    if (gather === undefined) {
      gather = new Gather(statusLimits, (group) => submitStatuses(this.exchange, place, group));
      this.said.set(place, gather);
    }
    return gather.add({ agency, statuses }, statuses.length);
  }
}
