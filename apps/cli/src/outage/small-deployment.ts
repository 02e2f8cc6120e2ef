/** A deployment for the drill, of the real programs: PostgreSQL, the authority behind a gate, one office network with two agencies. */
import { join } from 'node:path';
import { TrustClient } from '@lienthong/client';
import { makeKey, makeRequest, type KeptSigner } from '@lienthong/signature';
import { beginRehearsal, type Store } from '@lienthong/store';
import { certificatePem } from '../certificates/enrol.js';
import type { CliConfig } from '../config.js';
import { enterDeployment, evidenceSettings, openDatabase, passphraseSettings } from '../deployment.js';
import { kept, keepBytes } from '../kept-file.js';
import { claimData } from '../launch/claim-data.js';
import { Closing } from '../launch/closing.js';
import { startDatabase } from '../launch/database.js';
import { freePorts } from '../launch/serving-ports.js';
import { ServingProcess } from '../launch/serving-process.js';
import { builtProgram, type DataFolder } from '../project.js';
import { recipient, sender } from './letter.js';
import { outageTerms } from './outage-table.js';
import { AuthorityGate } from './authority-gate.js';

const host = '127.0.0.1';
const office = {
  code: '00.54.W00',
  name: 'Mạng văn phòng điện tử liên thông Thái Bình',
  parent: null,
  queue: 'office',
};
const rehearsalFrom = new Date('2020-01-01T00:00:00+07:00');
/** Certificates begin before the rehearsal does, and last as long as the decree allows. */
const life = { from: new Date('2019-06-01T00:00:00Z'), to: new Date('2024-05-31T00:00:00Z') };

type Settings = Readonly<Record<string, string | undefined>>;
type RoleKeys = Readonly<Record<'registrar' | 'operator', string>>;

export interface CertificateOrder {
  readonly kind: 'agency' | 'place';
  readonly agency: string;
  readonly from?: Date;
  readonly to?: Date;
}

export class SmallDeployment {
  private readonly closing = new Closing();
  private readonly ports = { trust: 0, exchange: 0 };
  private authority: ServingProcess | undefined;
  private exchange: ServingProcess | undefined;
  private databaseUrl = '';
  /** Where the exchange asks for evidence, as its settings. */
  private evidence: Settings = {};
  private opened: { readonly gate: AuthorityGate; readonly trust: TrustClient } | undefined;

  constructor(
    private readonly data: DataFolder,
    private readonly config: CliConfig,
    private readonly say: (line: string) => void,
  ) {}

  get exchangeUrl(): string {
    return `http://${host}:${this.ports.exchange}`;
  }

  get gate(): AuthorityGate {
    return this.whenOpen.gate;
  }

  /** The authority's own door, past the gate. */
  get trust(): TrustClient {
    return this.whenOpen.trust;
  }

  get roleKeys(): RoleKeys {
    return kept<RoleKeys>(this.data.trustKeys)!;
  }

  async begin(): Promise<void> {
    const claim = claimData(this.data);
    await this.closing.add('the data folder', () => claim.release());
    const database = await startDatabase(this.data, undefined, this.say);
    await this.closing.add('PostgreSQL', () => database.stop());
    this.databaseUrl = database.url;
    const [trust = 0, exchange = 0] = await freePorts(host, 2);
    Object.assign(this.ports, { trust, exchange });
    const store = await openDatabase(database.url);
    try {
      await beginRehearsal(store, rehearsalFrom);
      await this.openGate();
      await this.startAuthority();
      await this.prepare(store);
    } finally {
      await store.close();
    }
    await this.startExchange();
  }

  async startAuthority(): Promise<void> {
    this.authority = await this.start('trust', this.ports.trust, {
      ...passphraseSettings(this.data, {}),
      AUTHORITY_PASSPHRASE: undefined,
      AUTHORITY_NAME: undefined,
      PUBLIC_URL: this.gate.url,
      LIST_HOURS: String(outageTerms.listHours),
      ANSWER_MINUTES: String(outageTerms.answerMinutes),
    });
  }

  async stopAuthority(): Promise<void> {
    await this.authority?.stop();
  }

  async restartExchange(): Promise<void> {
    await this.exchange?.stop();
    await this.startExchange();
  }

  /** Requested, approved and issued, with a key of its own. */
  async issue({ kind, agency, ...period }: CertificateOrder): Promise<KeptSigner & { readonly serial: string }> {
    const key = await makeKey(kind);
    const request = makeRequest(key, { agency, commonName: agency, kind });
    const application = { kind, agency, commonName: agency, request: request.toString('base64') };
    const { registrar, operator } = this.roleKeys;
    const [applied] = await this.trust.apply(registrar, [application]);
    if (applied === undefined || !('id' in applied)) throw new Error(`no certificate: ${JSON.stringify(applied)}`);
    const [issued] = await this.trust.issue(operator, [applied.id], { ...life, ...period });
    return { key, certificate: Buffer.from(issued?.certificate ?? '', 'base64'), serial: issued?.serial ?? '' };
  }

  stop(): Promise<void> {
    return this.closing.close(this.say);
  }

  private get whenOpen() {
    if (this.opened === undefined) throw new Error('the deployment has not begun');
    return this.opened;
  }

  private async openGate(): Promise<void> {
    const url = `http://${host}:${this.ports.trust}`;
    const [gate, trust] = [await AuthorityGate.open(url), new TrustClient(url)];
    this.opened = { gate, trust };
    await this.closing.add('the gate', () => gate.stop());
    await this.closing.add('the line to the authority', () => trust.close());
    await this.closing.add('the authority', () => this.authority?.stop());
  }

  /** Trust folder, the place's key and certificate, directory. */
  private async prepare(store: Store): Promise<void> {
    const { data, trust } = this;
    for (const name of ['anchors.pem', 'intermediates.pem'])
      keepBytes(join(data.trust, name), await trust.published(`/pki/${name}`), 0o644);
    const authorities = await trust.authorities();
    this.evidence = evidenceSettings(authorities);
    for (const { name } of authorities)
      keepBytes(join(data.trust, 'crls', `${name}.crl`), await trust.published(`/pki/lists/${name}.crl`), 0o644);
    const place = await this.issue({ kind: 'place', agency: office.code });
    const folder = join(data.places, office.code);
    keepBytes(join(folder, 'key.pem'), place.key.export({ type: 'pkcs8', format: 'pem' }), 0o600);
    keepBytes(join(folder, 'certificate.pem'), certificatePem(place.certificate), 0o644);
    const agencies = [sender, recipient].map((one) => ({ ...one, tier: 'department' as const, place: office.code }));
    await enterDeployment(store, data, {
      places: [office],
      agencies: agencies.map((one) => ({ ...one, oldCode: one.code.replace(/^(\w+)\.(\w+)$/, '000.00.$2.$1') })),
    });
  }

  private async startExchange(): Promise<void> {
    const isFirst = this.exchange === undefined;
    this.exchange = await this.start('exchange', this.ports.exchange, {
      ...this.evidence,
      LIST_EVERY_S: '1',
      PARK_HOURS: String(outageTerms.parkHours),
      SIGNATURE_POLICY: 'enforce',
      QUEUES: undefined,
      LOG_FILE: undefined,
    });
    if (isFirst) await this.closing.add('the exchange', () => this.exchange?.stop());
  }

  private async start(name: string, port: number, settings: Settings): Promise<ServingProcess> {
    const serving = new ServingProcess({
      ...{ name, url: `http://${host}:${port}`, program: builtProgram(name, 'main.js'), say: this.say },
      logFile: join(this.data.logs, `${name}.log`),
      environment: {
        ...this.config.inherited,
        REDIS_URL: undefined,
        ...{ TLS_CERT: undefined, TLS_KEY: undefined, TLS_CLIENT_CA: undefined },
        DATABASE_URL: this.databaseUrl,
        DATA_DIR: this.data.path,
        HOST: host,
        PORT: String(port),
        PROCESS_NAME: name,
        LOG_LEVEL: this.config.logLevel,
        ...settings,
      },
    });
    await serving.becomeReady();
    return serving;
  }
}
