/** The running authority: its journal and what follows from it, its keys, its lists; every change goes through `act`. */
import { hash } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ConfigFault, refusedError, type Log } from '@lienthong/edge';
import type { PublicAddresses, Signer, SigningKey } from '@lienthong/signature';
import { claimFolder, EmbeddedFault, type FolderClaim } from '@lienthong/store';
import { publish } from './acts/publish.js';
import type { Act, TrustAuthority } from './authority.js';
import { equip } from './authorities/equip.js';
import { found } from './authorities/found.js';
import { openKeyStore, type KeyKind, type KeyStore } from './authorities/key-store.js';
import type { TrustConfig } from './config.js';
import { keepFile } from './keep-file.js';
import { headFault, readHead } from './ledger/head.js';
import { Journal, JournalFault, type JournalHead } from './ledger/journal.js';
import type { Deed } from './ledger/deeds.js';
import { Register, type Equipped, type Founded } from './ledger/register.js';
import { openClock, type OfficialClock } from './official-clock.js';
import { stampHead } from './stamp.js';

/** How often it is looked whether lists or parts are due for a renewal. */
const lookEveryMs = 5_000;
/** Who does what nobody asked for. */
const itself = 'authority';

interface Parts {
  readonly config: TrustConfig;
  readonly log: Log;
  readonly claim: FolderClaim;
  readonly clock: OfficialClock;
  readonly journal: Journal;
  readonly keys: KeyStore;
}

export class RunningAuthority implements TrustAuthority {
  readonly register = new Register();
  readonly lists = new Map<string, Buffer>();
  private readonly opened = new Map<string, SigningKey>();
  private last: Promise<unknown> = Promise.resolve();
  private timer: NodeJS.Timeout | undefined;

  private constructor(private readonly parts: Parts) {}

  /** Founds the authorities at the first start. Throws ConfigFault for a folder that is in use, or keys that do not open. */
  static async open(config: TrustConfig, log: Log): Promise<RunningAuthority> {
    const folder = join(config.DATA_DIR, 'authority');
    const keys = await openKeyStore(config, join(folder, 'keys'));
    const clock = await openClock(config.DATABASE_URL, config.PROCESS_NAME);
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const claim = claimed(folder);
    const { journal, events } = await openJournal(folder);
    const authority = new RunningAuthority({ config, log, claim, clock, journal, keys });
    for (const { event } of events) authority.register.apply(event);
    await authority.prepare().catch(async (error: unknown) => {
      await authority.close();
      throw error;
    });
    authority.timer = setInterval(() => void authority.look(), lookEveryMs);
    return authority;
  }

  act<T>(by: string, work: (act: Act) => Promise<T>): Promise<T> {
    const mine = this.last.then(() => this.carryOut(by, work));
    this.last = mine.catch(() => undefined);
    return mine;
  }

  get config(): TrustConfig {
    return this.parts.config;
  }

  private get folder(): string {
    return join(this.config.DATA_DIR, 'authority');
  }

  get head(): JournalHead {
    return this.parts.journal.head;
  }

  clock(): Promise<{ readonly now: Date; readonly rehearsal: boolean }> {
    return this.parts.clock.now();
  }

  signer({ name, certificate }: Founded): Signer {
    return { certificate, key: this.openedKey(name) };
  }

  part(part: Equipped['part'], authority?: string): Signer {
    const { parts, certificates } = this.register;
    const found = parts.findLast(
      (one) =>
        one.part === part &&
        (authority === undefined || one.authority === authority) &&
        certificates.get(one.serial)?.ended === undefined,
    );
    if (found === undefined)
      throw refusedError('over-capacity', `No ${part} certificate of ${authority ?? 'any authority'}`);
    return { certificate: found.certificate, key: this.openedKey(found.key) };
  }

  addressesOf(name: string): PublicAddresses {
    const base = this.publicUrl;
    return {
      list: `${base}/pki/lists/${name}.crl`,
      status: `${base}/ocsp`,
      issuer: `${base}/pki/certificates/${name}.crt`,
    };
  }

  private get publicUrl(): string {
    const { PUBLIC_URL, HOST, PORT } = this.config;
    return (PUBLIC_URL ?? `http://${HOST}:${PORT}`).replace(/\/$/, '');
  }

  async makeKey(name: string, kind: KeyKind): Promise<SigningKey> {
    const key = await this.parts.keys.make(name, kind);
    this.opened.set(name, key);
    return key;
  }

  async close(): Promise<void> {
    clearInterval(this.timer);
    await this.last;
    const { journal, clock, claim, keys } = this.parts;
    await journal.close();
    await clock.close();
    keys.close();
    claim.release();
  }

  private async prepare(): Promise<void> {
    const { register } = this;
    const { keys } = this.parts;
    for (const name of register.authorities.keys()) this.opened.set(name, await keys.open(name));
    for (const { key } of register.parts) this.opened.set(key, await keys.open(key));
    await this.readLists();
    await this.act(itself, async (act) => {
      await found(this, act);
      await equip(this, act);
      await publish(this, act);
    });
  }

  /** Lists that are not what the journal says are published anew. */
  private async readLists(): Promise<void> {
    for (const [name, digest] of this.register.publication?.digests ?? []) {
      const list = await readFile(this.listFile(name)).catch(() => Buffer.alloc(0));
      if (hash('sha256', list, 'hex') === digest) this.lists.set(name, list);
    }
  }

  listFile(name: string): string {
    return join(this.folder, 'lists', `${name}.crl`);
  }

  private async look(): Promise<void> {
    try {
      await this.act(itself, async (act) => {
        await equip(this, act);
        await publish(this, act);
      });
    } catch (error) {
      this.parts.log.warn({ err: error }, 'lists and parts could not be looked at; the last ones stay');
    }
  }

  private async carryOut<T>(by: string, work: (act: Act) => Promise<T>): Promise<T> {
    const { journal } = this.parts;
    const { register } = this;
    const { now, rehearsal } = await this.clock();
    const before = journal.head.number;
    const stamp = { at: now.toISOString(), by };
    const record = async (...deeds: Deed[]): Promise<void> => {
      const events = deeds.map((deed) => ({ ...deed, ...stamp, machine: new Date().toISOString() }));
      for (const { event } of await journal.append(events)) register.apply(event);
    };
    const act: Act = { now, rehearsal, register, record };
    const result = await work(act);
    if (register.isListStale) await publish(this, act);
    if (journal.head.number > before) await this.keepHead(now);
    return result;
  }

  private async keepHead(now: Date): Promise<void> {
    const kept = stampHead(this, this.head, now);
    await keepFile(join(this.folder, 'head.json'), `${JSON.stringify(kept, undefined, 2)}\n`);
  }

  private openedKey(name: string): SigningKey {
    const key = this.opened.get(name);
    if (key === undefined) throw new Error(`the key of ${name} was not opened`);
    return key;
  }
}

function claimed(folder: string): FolderClaim {
  try {
    return claimFolder(folder);
  } catch (error) {
    if (error instanceof EmbeddedFault) throw new ConfigFault(error.message);
    throw error;
  }
}

/** Throws ConfigFault when somebody changed or cut it: an authority that does not know what it did must not go on. */
async function openJournal(folder: string) {
  try {
    const opened = await Journal.open(join(folder, 'journal'));
    const head = await readHead(join(folder, 'head.json'));
    const fault = head === undefined ? undefined : headFault(opened.events, head);
    if (fault !== undefined) throw new JournalFault(fault);
    return opened;
  } catch (error) {
    if (error instanceof JournalFault) throw new ConfigFault(`${folder}: ${error.message}; the service does not start`);
    throw error;
  }
}
