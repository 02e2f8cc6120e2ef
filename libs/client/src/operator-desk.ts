/** What the operator of a place asks: keys of agencies, the rehearsal's clock, dead messages, the directory. */
import type { MintedKey, Page } from '@lienthong/edxml';
import { valueOf, jsonOf, queryOf } from './asking.js';
import type { Answer, Call } from './exchange-line.js';

/** A message that used up its attempts, with the reason of the last one. */
export interface DeadMessage {
  readonly id: string;
  readonly document: string;
  readonly kind: 'document' | 'status' | 'outcome';
  /** Where it waits, and the neighbour it was meant for. */
  readonly place: string;
  readonly neighbour: string;
  readonly reason: string;
  readonly at: string;
}

export interface DirectoryImport {
  readonly added: number;
  readonly changed: number;
  readonly refused: readonly { readonly line: number; readonly reason: string }[];
}

type Ask = (call: Omit<Call, 'key'>) => Promise<Answer>;

export class OperatorDesk {
  constructor(private readonly ask: Ask) {}

  /** One new key for each agency; a third active key of an agency is refused. */
  async mintKeys(agencies: readonly string[]): Promise<readonly MintedKey[]> {
    return (await this.#post<{ keys: readonly MintedKey[] }>('/operator/keys', { agencies })).keys;
  }

  async revokeKey(keyId: string): Promise<void> {
    await this.ask({ method: 'DELETE', path: `/operator/keys/${encodeURIComponent(keyId)}` });
  }

  /** Moves official time forward; only a rehearsal allows it, and never backwards. */
  moveClock(to: Date): Promise<{ readonly now: string }> {
    return this.#post('/operator/clock', { to: to.toISOString() });
  }

  /** Lets the rehearsal's clock run on at normal speed. */
  runClock(): Promise<{ readonly now: string }> {
    return this.#post('/operator/clock', { run: true });
  }

  dead(query: { readonly after?: string; readonly limit?: number } = {}): Promise<Page<DeadMessage>> {
    return this.ask({ method: 'GET', path: `/operator/dead${queryOf(query)}` }).then(valueOf<Page<DeadMessage>>);
  }

  async resend(id: string): Promise<void> {
    await this.ask({ method: 'POST', path: `/operator/dead/${encodeURIComponent(id)}/resend` });
  }

  /** @param csv columns code, oldCode, name, tier, place, parent */
  importDirectory(csv: string): Promise<DirectoryImport> {
    return this.#post('/operator/directory', { csv });
  }

  #post<T>(path: string, value: unknown): Promise<T> {
    return this.ask({ ...jsonOf(value), method: 'POST', path }).then(valueOf<T>);
  }
}
