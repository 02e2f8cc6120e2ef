/** A whole deployment from one command: database, keys, exchange processes and the simulator, in the order they need each other. */
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { CliConfig } from '../config.js';
import { beginAnew, enterDeployment, openDatabase } from '../deployment.js';
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
import { requireFreePorts } from './exchange-ports.js';
import { ExchangeProcess } from './exchange-process.js';
import type { ReplayWish } from './replay-record.js';
import { Simulator } from './simulator.js';

export interface LaunchPlan {
  readonly data: DataFolder;
  readonly config: CliConfig;
  readonly port: number;
  readonly processes: number;
  readonly display: ProgressDisplay;
}

const host = '127.0.0.1';
/** Often enough to see the peak of a process that dies. */
const memoryEveryMs = 2_000;

export class Launch {
  private readonly closing = new Closing();
  private readonly exchanges: ExchangeProcess[] = [];
  private database: Database | undefined;

  constructor(private readonly plan: LaunchPlan) {}

  get urls(): string[] {
    return Array.from({ length: this.plan.processes }, (_, at) => `http://${host}:${this.plan.port + at}`);
  }

  /** Takes the data folder and the ports, and starts the database. */
  async begin(): Promise<void> {
    const { data, config, port, processes } = this.plan;
    const claim = claimData(data);
    await this.closing.add('the data folder', () => claim.release());
    await requireFreePorts(host, port, processes);
    this.say('Starting the database ...');
    this.database = await startDatabase(data, config.databaseUrl, (line) => this.say(line));
    await this.closing.add('PostgreSQL', this.database.stop);
  }

  /** Keys and certificates on disk, tables and directory in the database. */
  async prepare(scenario: string, isAnew: boolean): Promise<PreparedDirectory> {
    const { data } = this.plan;
    const store = await openDatabase(this.databaseUrl);
    try {
      if (isAnew) await beginAnew(store, data, this.queueSettings());
      await this.simulate('prepare', ['--data', data.path, '--scenario', scenario]);
      const directory = (await this.simulate('directory', ['--scenario', scenario])) as PreparedDirectory;
      await enterDeployment(store, data, directory);
      return directory;
    } finally {
      await store.close();
    }
  }

  /** Starts the exchange processes and waits until all of them are ready. */
  async openExchange(directory: PreparedDirectory): Promise<void> {
    this.say('Starting the exchange ...');
    this.urls.forEach((url, at) => this.exchanges.push(this.startExchange(url, at, directory)));
    await this.closing.add('the exchange', () => this.stopExchange());
    await Promise.all(this.exchanges.map((exchange) => exchange.becomeReady()));
    const running: Running = { urls: this.urls, databaseUrl: this.databaseUrl };
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

  private startExchange(url: string, at: number, directory: PreparedDirectory): ExchangeProcess {
    const { data, config, port } = this.plan;
    const name = `exchange-${at + 1}`;
    return new ExchangeProcess({
      name,
      url,
      program: builtProgram('exchange', 'main.js'),
      logFile: join(data.logs, `${name}.log`),
      say: (line) => this.say(line),
      environment: {
        ...(directory.signaturePolicy !== undefined && { SIGNATURE_POLICY: directory.signaturePolicy }),
        ...config.inherited,
        DATABASE_URL: this.databaseUrl,
        DATA_DIR: data.path,
        HOST: host,
        PORT: String(port + at),
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
        environment: { ...config.inherited, DATABASE_URL: undefined, REDIS_URL: undefined },
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
    for (const exchange of this.exchanges) {
      const peak = exchange.peakMemoryMiB();
      if (peak !== undefined) peaks[exchange.name] = Math.round(peak * 10) / 10;
    }
    return peaks;
  }
}

function given(name: string, value: number | undefined): string[] {
  return value === undefined ? [] : [name, String(value)];
}
