/** What the operator of a place asks: keys of agencies, the rehearsal's clock, dead messages, the directory. */
import type { MintedKey, MintedSystem, System, WebhookOfAgency } from './api-operator-shapes.js';
import type { AnswerOf, BodyOf, OperationName, QueryOf, Wish } from './operation.js';

type Ask = <Name extends OperationName>(name: Name, wish: Wish<Name>) => Promise<AnswerOf<Name>>;

export class OperatorDesk {
  constructor(private readonly ask: Ask) {}

  /** One new key for each agency; a third active key of an agency is refused. */
  async mintKeys(agencies: readonly string[]): Promise<readonly MintedKey[]> {
    return (await this.ask('operator.mint', { body: { agencies } })).keys;
  }

  revokeKey(keyId: string): Promise<undefined> {
    return this.ask('operator.revoke', { path: { keyId } });
  }

  /** Moves official time forward, and leaves it running if it runs; only a rehearsal allows it, and never backwards. */
  moveClock(to: Date): Promise<AnswerOf<'operator.clock'>> {
    return this.ask('operator.clock', { body: { to: to.toISOString() } });
  }

  /** Lets the rehearsal's clock run on at normal speed. */
  runClock(): Promise<AnswerOf<'operator.clock'>> {
    return this.ask('operator.clock', { body: { run: true } });
  }

  dead(query: QueryOf<'operator.dead'> = {}): Promise<AnswerOf<'operator.dead'>> {
    return this.ask('operator.dead', { query });
  }

  async resend(id: string): Promise<void> {
    await this.ask('operator.resend', { path: { id } });
  }

  /** Empties a rehearsal: what was sent, counted and chained goes. */
  resetSandbox(): Promise<AnswerOf<'sandbox.reset'>> {
    return this.ask('sandbox.reset', {});
  }

  /** @param csv columns code, oldCode, name, tier, place, parent, validFrom, validTo, successor, aliases; all but four may be missing */
  importDirectory(csv: string): Promise<AnswerOf<'operator.directory'>> {
    return this.ask('operator.directory', { body: { csv } });
  }

  /** A system id for a centre, or a new secret for one that is there; without a mode the exchange's own default. */
  addSystem(system: BodyOf<'systems.add'>): Promise<MintedSystem> {
    return this.ask('systems.add', { body: system });
  }

  async systems(): Promise<readonly System[]> {
    return (await this.ask('systems.list', {})).items;
  }

  /** The webhooks of all agencies. */
  async webhooks(): Promise<readonly WebhookOfAgency[]> {
    return (await this.ask('operatorwebhooks.list', {})).items;
  }

  /** Ends a webhook for good; its agency reads the reason. */
  stopWebhook(id: string, reason: string): Promise<WebhookOfAgency> {
    return this.ask('operatorwebhooks.stop', { path: { id }, body: { reason } });
  }

  async removeSystem(code: string): Promise<void> {
    await this.ask('systems.remove', { path: { code } });
  }
}
