/** A whole deployment from one command: database, keys, exchange processes and the simulator, in the order they need each other. */
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { TrustClient } from '@lienthong/client';
import type { CliConfig } from '../config.js';
import { beginAnew, enterDeployment, evidenceSettings, openDatabase, passphraseSettings } from '../deployment.js';
import type { PreparedDirectory } from '../deployment.js';
import { keep } from '../kept-file.js';
import type { ProgressDisplay } from '../print/progress.js';
import type { ReplayReport } from '../print/report.js';
import { builtProgram } from '../project.js';
import type { DataFolder } from '../project.js';
import type { Running } from '../running.js';
import { claimData } from './claim-data.js';
import { Closing } from './closing.js';
import { startDatabase } from './database.js';
import type { Database } from './database.js';
import { requireFreePorts } from './serving-ports.js';
import { ServingProcess } from './serving-process.js';
import { setClock } from './set-clock.js';
import type { ClockWish } from './set-clock.js';
import type { ReplayWish } from './replay-record.js';
import { Simulator } from './simulator.js';
import { requireTrusted } from './trusted-address.js';

export interface LaunchPlan {
  readonly data: DataFolder;
  readonly config: CliConfig;
  readonly port: number;
  /** Of several the last one carries what travels; the others answer at the doors. */
  readonly processes: number;
  readonly display: ProgressDisplay;
}

/** How a deployment begins: with which scenario's agencies, from an empty database or not, and at which time. */
export interface Beginning extends Omit<ClockWish, 'firstDay'> {
  readonly scenario: string;
  readonly isAnew: boolean;
}

const host = '127.0.0.1';
/** The authority's port comes after the last one that exchange processes can take. */
const trustPortAfter = 64;
/** Lists of a rehearsal speak for three years: its clock is moved through months in minutes. */
const rehearsalListHours = 3 * 8_768;
/** Of the process that carries what travels: of a processor that both want it takes a tenth, the doors take the rest. */
const carrierNiceness = 10;
/** Often enough to see the peak of a process that dies. */
const memoryEveryMs = 2_000;

export class Launch {
  private readonly closing = new Closing();
  private readonly exchanges: ServingProcess[] = [];
  private trust: ServingProcess | undefined;
  private database: Database | undefined;

  constructor(private readonly plan: LaunchPlan) {}

  /** Where the doors are. */
  get urls(): string[] {
    return Array.from({ length: this.doors }, (_, at) => this.urlOf(at));
  }

  get trustUrl(): string {
    return `http://${host}:${this.trustPort}`;
  }

  /** File of the authorities that a client must know beside its own; none where HTTP is spoken. */
  get authorities(): string | undefined {
    const { tls, inherited } = this.plan.config;
    return tls && inherited['NODE_EXTRA_CA_CERTS'];
  }

  /** Takes the data folder and the ports, and starts the database. */
  async begin(): Promise<void> {
    const { data, config, port, processes } = this.plan;
    const claim = claimData(data);
    await this.closing.add('the data folder', () => claim.release());
    await requireFreePorts(host, port, processes);
    await requireFreePorts(host, this.trustPort, 1);
    if (config.tls !== undefined) await requireTrusted(host, config.tls);
    this.say('Starting the database ...');
    this.database = await startDatabase(data, config.databaseUrl, (line) => this.say(line));
    await this.closing.add('PostgreSQL', this.database.stop);
  }

  /** The clock, the authority, keys and certificates on disk, tables and directory in the database. */
  async prepare({ scenario, isAnew, ...clock }: Beginning): Promise<PreparedDirectory> {
    const { data } = this.plan;
    const store = await openDatabase(this.databaseUrl);
    try {
      const directory = (await this.simulate('directory', ['--scenario', scenario])) as PreparedDirectory;
      if (isAnew) await beginAnew(store, data, this.queueSettings());
      const at = await setClock(store, { ...clock, firstDay: directory.period.from });
      await this.openTrust();
      const trust = ['--trust', this.trustUrl, '--trust-keys-file', data.trustKeys];
      const where = ['--data', data.path, '--scenario', scenario, '--at', at.toISOString()];
      await this.simulate('prepare', [...where, ...trust]);
      await enterDeployment(store, data, directory);
      return directory;
    } finally {
      await store.close();
    }
  }

  /** Starts the exchange processes and waits until all of them are ready. */
  async openExchange(directory: PreparedDirectory): Promise<void> {
    this.say('Starting the exchange ...');
    const evidence = await this.evidenceAddresses();
    for (let at = 0; at < this.plan.processes; at += 1)
      this.exchanges.push(this.startExchange(at, directory, evidence));
    await this.closing.add('the exchange', () => this.stopExchange());
    await Promise.all(this.exchanges.map((exchange) => exchange.becomeReady()));
    const running: Running = { urls: this.urls, trustUrl: this.trustUrl, databaseUrl: this.databaseUrl };
    keep(this.plan.data.running, running);
    await this.closing.add('the address file', () => rmSync(this.plan.data.running, { force: true }));
    const sampling = setInterval(() => this.peaks(), memoryEveryMs);
    await this.closing.add('the memory samples', () => clearInterval(sampling));
  }

  /** Plays the scenario against the running exchange. */
  async replay({ scenario, documents, seed }: ReplayWish): Promise<ReplayReport> {
    const { data } = this.plan;
    const choice = [...given('--documents', documents), ...given('--seed', seed)];
    const where = ['--data', data.path, '--urls', this.urls.join(','), '--operator-key-file', data.operatorKey];
    const report = (await this.simulate('replay', [...where, '--scenario', scenario, ...choice])) as ReplayReport;
    return { ...report, peakMemoryMiB: { ...report.peakMemoryMiB, ...this.peaks() } };
  }

  operatorKey(): string {
    return readFileSync(this.plan.data.operatorKey, 'utf8').trim();
  }

  stop(): Promise<void> {
    return this.closing.close((line) => this.say(line));
  }

  private get doors(): number {
    return Math.max(1, this.plan.processes - 1);
  }

  private urlOf(at: number): string {
    const { config, port } = this.plan;
    return `${config.tls === undefined ? 'http' : 'https'}://${host}:${port + at}`;
  }

  private get databaseUrl(): string {
    if (this.database === undefined) throw new Error('the database has not been started');
    return this.database.url;
  }

  private say(line: string): void {
    this.plan.display.say(line);
  }

  private queueSettings(): { databaseUrl: string; redisUrl?: string; prefix: string } {
    const { redisUrl, queuePrefix } = this.plan.config;
    return { databaseUrl: this.databaseUrl, prefix: queuePrefix, ...(redisUrl !== undefined && { redisUrl }) };
  }

  private get trustPort(): number {
    return this.plan.port + trustPortAfter;
  }

  private async openTrust(): Promise<void> {
    const { data, config } = this.plan;
    this.say('Starting the authority ...');
    this.trust = new ServingProcess({
      name: 'trust',
      url: this.trustUrl,
      program: builtProgram('trust', 'main.js'),
      // A small program with little and short-lived garbage: 30 MB less.
      nodeFlags: ['--max-semi-space-size=1', '--max-old-space-size=96'],
      logFile: join(data.logs, 'trust.log'),
      say: (line) => this.say(line),
      environment: {
        AUTHORITY_NAME: 'Liên Thông - Diễn tập',
        LIST_HOURS: String(rehearsalListHours),
        ...config.inherited,
        ...passphraseSettings(data, config.inherited),
        DATABASE_URL: this.databaseUrl,
        DATA_DIR: data.path,
        HOST: host,
        PORT: String(this.trustPort),
        PROCESS_NAME: 'trust',
        LOG_LEVEL: config.logLevel,
      },
    });
    await this.closing.add('the authority', () => this.trust?.stop());
    await this.trust.becomeReady();
  }

  /** Where the exchange finds newer revocation lists, and whom it may ask about a certificate; as its settings. */
  private async evidenceAddresses(): Promise<Readonly<Record<string, string>>> {
    const client = new TrustClient(this.trustUrl);
    try {
      return evidenceSettings(await client.authorities());
    } finally {
      await client.close();
    }
  }

  private startExchange(
    at: number,
    directory: PreparedDirectory,
    evidence: Readonly<Record<string, string>>,
  ): ServingProcess {
    const { data, config, port, processes } = this.plan;
    const name = `exchange-${at + 1}`;
    const isLast = at === processes - 1;
    return new ServingProcess({
      name,
      url: this.urlOf(at),
      program: builtProgram('exchange', 'main.js'),
      // Somebody waits for the answer at a door, nobody for a bag's next hop.
      niceness: isLast && processes > 1 ? carrierNiceness : 0,
      // The young generation may grow to three times this; larger gains little and costs memory that stays.
      nodeFlags: ['--max-semi-space-size=8'],
      logFile: join(data.logs, `${name}.log`),
      say: (line) => this.say(line),
      environment: {
        ...evidence,
        LIST_EVERY_S: '3',
        ...(directory.signaturePolicy !== undefined && { SIGNATURE_POLICY: directory.signaturePolicy }),
        ...config.inherited,
        // Only the authority opens its keys.
        AUTHORITY_PASSPHRASE: undefined,
        DATABASE_URL: this.databaseUrl,
        DATA_DIR: data.path,
        HOST: host,
        PORT: String(port + at),
        HOPS: String(isLast),
        PROCESS_NAME: name,
        LOG_LEVEL: config.logLevel,
        // Standard output is the log file already.
        LOG_FILE: undefined,
      },
    });
  }

  /** The simulator is a client like any other: it is told no address of the database. */
  private async simulate(command: string, args: readonly string[]): Promise<unknown> {
    const { data, config, display } = this.plan;
    const simulator = new Simulator(
      {
        program: builtProgram('simulator', 'main.js'),
        args: [command, ...args],
        environment: {
          ...config.inherited,
          AUTHORITY_PASSPHRASE: undefined,
          DATABASE_URL: undefined,
          REDIS_URL: undefined,
        },
        logFile: join(data.logs, 'simulator.log'),
      },
      { progress: (step) => display.show(step), log: (line) => this.say(line) },
    );
    await this.closing.add('the simulator', () => simulator.stop());
    const result = await simulator.result();
    display.end();
    return result;
  }

  private async stopExchange(): Promise<void> {
    await Promise.all(this.exchanges.map((exchange) => exchange.stop()));
  }

  /** Largest resident memory of each process so far; processes of which the system tells nothing are left out. */
  private peaks(): Record<string, number> {
    const peaks: Record<string, number> = {};
    for (const one of [...this.exchanges, ...(this.trust === undefined ? [] : [this.trust])]) {
      const peak = one.peakMemoryMiB();
      if (peak !== undefined) peaks[one.name] = Math.round(peak * 10) / 10;
    }
    return peaks;
  }
}

function given(name: string, value: number | undefined): string[] {
  return value === undefined ? [] : [name, String(value)];
}
