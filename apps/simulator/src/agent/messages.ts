/** What the coordinator of a replay and its agent processes tell each other. */
import type { Troubles } from './door.js';

/** All that an agent process needs to know; keys and plan it reads and makes itself. */
export interface AgentOrder {
  readonly data: string;
  readonly scenario: string;
  readonly seed: number;
  readonly documents: number;
  readonly urls: readonly string[];
  /** This process takes every document and agency whose index leaves this remainder. */
  readonly share: number;
  readonly shares: number;
}

export type ToAgent =
  | { readonly order: AgentOrder }
  /** Documents of the slots up to this one may be submitted. */
  | { readonly release: number }
  /** Every document is in: read what is still to come without pauses. */
  | { readonly drain: true }
  /** Tell the result; first compare the senders' desks with the plan, unless the run was given up. */
  | { readonly stop: true; readonly readDesks: boolean };

/** Sums since the start of the process. */
export interface AgentCounts {
  /** Documents handed to the exchange at least once. */
  readonly started: number;
  /** Documents that got their answer, refusals included. */
  readonly answered: number;
  readonly refused: number;
  /** Deliveries found in inboxes. */
  readonly read: number;
  readonly statuses: number;
}

export interface AgentResult {
  readonly counts: AgentCounts;
  readonly troubles: Troubles;
  /** Documents whose first request got no answer and that were acknowledged later. */
  readonly recovered: number;
  /** What went otherwise than planned, in words; at most 50. */
  readonly faults: readonly string[];
  /** Deliveries that never came, came twice, or came though nobody sent them. */
  readonly lost: number;
  readonly duplicated: number;
  readonly unexpected: number;
  readonly peakMemoryMiB: number;
  readonly cpuSeconds: number;
}

export type FromAgent =
  | { readonly ready: true }
  | { readonly counts: AgentCounts }
  | { readonly result: AgentResult }
  | { readonly fault: string };
