/** Certificates for many: requests go to the trust service in batches, certificates come back one by one. */
import type { Refusal } from '@lienthong/edxml';
import { mostApplications, type CertificateApplication, type IssuanceLife, type TrustClient } from './trust-client.js';

/** `serial` is hex, `certificate` DER; `waiting`: nobody has approved it yet. */
export type EnrolmentOutcome =
  | { readonly serial: string; readonly certificate: Buffer }
  | { readonly refusal: Refusal }
  | { readonly waiting: string };

/** Without an operator's key the applications wait until somebody else approves them. */
export interface EnrolmentKeys {
  readonly registrar: string;
  readonly operator?: string;
}

export interface EnrolmentPlan<Holder> {
  readonly client: TrustClient;
  readonly keys: EnrolmentKeys;
  readonly life?: IssuanceLife;
  /** Called once for each holder. */
  readonly answered: (holder: Holder, outcome: EnrolmentOutcome) => void;
}

/** Large enough that the way there does not count, small enough that progress shows. */
const batch = mostApplications / 10;

export class Enrolment<Holder> {
  #waiting: { holder: Holder; application: CertificateApplication }[] = [];
  #sent: Promise<void> = Promise.resolve();

  constructor(private readonly plan: EnrolmentPlan<Holder>) {}

  add(holder: Holder, application: CertificateApplication): void {
    this.#waiting.push({ holder, application });
    if (this.#waiting.length >= batch) this.#send();
  }

  /** Done when every holder was answered. Rejects with what kept the service from answering. */
  finish(): Promise<void> {
    this.#send();
    return this.#sent;
  }

  #send(): void {
    const asked = this.#waiting.splice(0);
    if (asked.length === 0) return;
    this.#sent = this.#sent.then(() => this.#ask(asked));
    // Told by `finish`; until then nobody listens.
    this.#sent.catch(() => undefined);
  }

  async #ask(asked: readonly { holder: Holder; application: CertificateApplication }[]): Promise<void> {
    const { client, keys, life, answered } = this.plan;
    const applied = await client.apply(
      keys.registrar,
      asked.map(({ application }) => application),
    );
    const open = applied.flatMap((one) => ('id' in one && one.state === 'waiting' ? [one.id] : []));
    const issued =
      keys.operator === undefined || open.length === 0 ? [] : await client.issue(keys.operator, open, life);
    const byId = new Map(issued.map((one) => [one.id, one]));
    for (const [index, one] of applied.entries()) {
      const outcome = 'id' in one ? outcomeOf(byId.get(one.id) ?? one) : one;
      answered(asked[index]!.holder, outcome);
    }
  }
}

function outcomeOf({ id, state, serial, certificate, reason }: Applied): EnrolmentOutcome {
  if (serial !== undefined && certificate !== undefined)
    return { serial, certificate: Buffer.from(certificate, 'base64') };
  if (state === 'declined') return { refusal: { code: 'certificate-state', detail: `declined: ${reason}` } };
  return { waiting: id };
}

type Applied = Awaited<ReturnType<TrustClient['issue']>>[number];
