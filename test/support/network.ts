/** A small whole network for stories: an office network, the national axis and another province, on a real database and queue. */
import { hash, randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LienThongClient } from '@lienthong/client';
import { createLogger, mintKey } from '@lienthong/edge';
import type { OfficialDocument, PackageOrder } from '@lienthong/edxml';
import { writePackage, type Attachment } from '@lienthong/edxml';
import {
  Authority,
  makeKey,
  makeRequest,
  signDetached,
  signPackage,
  type CertificateKind,
  type Signer,
} from '@lienthong/signature';
import { migrate, openStore, prepareDeployment, type PlaceRow, type Store } from '@lienthong/store';
import { readExchangeConfig } from '../../apps/exchange/src/config.js';
import { serve, type Serving } from '../../apps/exchange/src/serve.js';
import { testDatabaseUrl, testRedisUrl } from './servers.js';

export const office = '00.54.W00';
export const axis = '00.00.W00';
export const otherOffice = '00.05.W00';

const agencies = [
  { code: 'H54', oldCode: '000.00.00.H54', name: 'UBND tỉnh Thái Bình', tier: 'province', place: office, parent: null },
  { code: 'H54.01', oldCode: '000.00.01.H54', name: 'Sở Nội vụ', tier: 'department', place: office, parent: 'H54' },
  { code: 'H54.02', oldCode: '000.00.02.H54', name: 'Sở Tài chính', tier: 'department', place: office, parent: 'H54' },
  {
    code: 'H54.20',
    oldCode: '000.00.20.H54',
    name: 'UBND huyện Đông Hưng',
    tier: 'district',
    place: office,
    parent: 'H54',
  },
  {
    code: 'H05',
    oldCode: '000.00.00.H05',
    name: 'UBND tỉnh Bắc Ninh',
    tier: 'province',
    place: otherOffice,
    parent: null,
  },
];
const tree = [
  { code: axis, name: 'Trục liên thông văn bản quốc gia', parent: null, queue: 'axis' },
  { code: office, name: 'Mạng văn phòng điện tử liên thông Thái Bình', parent: axis, queue: 'office' },
  { code: otherOffice, name: 'Bắc Ninh', parent: axis, queue: 'nodes' },
];

/** When the rehearsal of every test network starts. */
export const rehearsalFrom = new Date('2020-03-02T08:00:00+07:00');

export interface NetworkOptions {
  /** Several exchange processes' worth of servers in this process; 1 unless told. */
  readonly processes?: number;
  readonly redis?: boolean;
  /** A database and a Redis that the test itself starts and kills. */
  readonly databaseUrl?: string;
  readonly redisUrl?: string;
  readonly environment?: Readonly<Record<string, string>>;
}

export class Network {
  private constructor(
    readonly databaseUrl: string,
    readonly redisUrl: string | undefined,
    readonly folder: string,
    readonly authority: Authority,
    readonly store: Store,
    readonly operatorKey: string,
  ) {}

  readonly servers: Serving[] = [];
  private readonly clients = new Map<string, LienThongClient>();
  private readonly signers = new Map<string, Signer>();

  /** Keys, trust, directory and `processes` servers; everything of its own by `name`. */
  static async start(name: string, options: NetworkOptions = {}): Promise<Network> {
    const databaseUrl = options.databaseUrl ?? (await testDatabaseUrl(name));
    const redisUrl = options.redisUrl ?? (options.redis ? await testRedisUrl() : undefined);
    const folder = await mkdtemp(join(tmpdir(), 'lienthong-network-'));
    const authority = await Authority.create({
      name: 'Cơ quan chứng thực thử',
      from: new Date('2019-01-01T00:00:00Z'),
    });
    const places = await Promise.all(tree.map((place) => makePlace(folder, authority, place)));
    const store = await openStore({ url: databaseUrl, connections: 4, name: 'test' });
    await migrate(store);
    const operator = mintKey();
    await prepareDeployment(store, {
      ...{ places, agencies, rehearsalFrom },
      operator: { place: office, keyId: operator.keyId, digest: operator.digest },
    });
    const network = new Network(databaseUrl, redisUrl, folder, authority, store, operator.key);
    await network.publishTrust(new Date('2020-01-01T00:00:00Z'), new Date('2021-01-01T00:00:00Z'));
    for (let process = 0; process < (options.processes ?? 1); process++) await network.addServer(options.environment);
    return network;
  }

  async addServer(environment: Readonly<Record<string, string>> = {}): Promise<Serving> {
    const config = readExchangeConfig({ ...this.environment, PORT: '0', ...environment });
    const serving = await serve(config, createLogger({ level: config.LOG_LEVEL, name: 'test' }));
    this.servers.push(serving);
    return serving;
  }

  /** What an exchange process of this network reads at its start. */
  get environment(): Readonly<Record<string, string>> {
    const prefix = `t${hash('sha256', this.databaseUrl, 'hex').slice(0, 16)}`;
    return {
      ...{ DATABASE_URL: this.databaseUrl, DATA_DIR: this.folder, LOG_LEVEL: 'warn' },
      ...(this.redisUrl === undefined ? {} : { REDIS_URL: this.redisUrl, QUEUE_PREFIX: prefix }),
    };
  }

  /** Writes anchors, issuing certificates and fresh revocation lists where the servers look for them. */
  async publishTrust(from: Date, to: Date): Promise<void> {
    const trust = join(this.folder, 'trust');
    await mkdir(join(trust, 'crls'), { recursive: true });
    await writeFile(join(trust, 'anchors.pem'), this.authority.anchors.map(pem).join(''));
    await writeFile(join(trust, 'intermediates.pem'), this.authority.intermediates.map(pem).join(''));
    for (const [index, list] of this.authority.crls(from, to).entries())
      await writeFile(join(trust, 'crls', `${index}.crl`), list);
  }

  get address(): string {
    return this.servers[0]!.address.replace('[::1]', '127.0.0.1');
  }

  operator(): LienThongClient {
    return this.client('operator', this.operatorKey);
  }

  /** The client of an agency, with a key of its own. */
  async agency(code: string): Promise<LienThongClient> {
    const known = this.clients.get(code);
    if (known !== undefined) return known;
    const [minted] = await this.operator().operator.mintKeys([code]);
    return this.client(code, minted!.key);
  }

  private client(name: string, key: string): LienThongClient {
    const client = this.clients.get(name) ?? new LienThongClient({ baseUrl: this.address, key });
    this.clients.set(name, client);
    return client;
  }

  /** An agency's (or its leader's) key and certificate, made once. */
  async signer(
    agency: string,
    kind: CertificateKind = 'agency',
    life = { from: '2019-06-01', to: '2024-05-31' },
  ): Promise<Signer> {
    const name = `${agency} ${kind} ${life.from}`;
    const known = this.signers.get(name);
    if (known !== undefined) return known;
    const key = await makeKey();
    const request = makeRequest(key, { agency, commonName: agency, kind });
    const certificate = this.authority.issue(request, {
      ...{ kind, agency, commonName: agency, from: new Date(life.from), to: new Date(life.to) },
    });
    const signer = { key, certificate };
    this.signers.set(name, signer);
    return signer;
  }

  async stop(): Promise<void> {
    await Promise.all([...this.clients.values()].map((client) => client.close()));
    for (const server of this.servers) await server.stop();
    await this.store.close();
    await rm(this.folder, { recursive: true, force: true });
  }
}

type Place = Omit<PlaceRow, 'certificate'>;

async function makePlace(folder: string, authority: Authority, place: Place): Promise<PlaceRow> {
  const key = await makeKey('place');
  const subject = { agency: place.code, commonName: place.name, kind: 'place' as const };
  const life = { from: new Date('2019-01-01T00:00:00Z'), to: new Date('2023-12-31T00:00:00Z') };
  const certificate = authority.issue(makeRequest(key, subject), { ...subject, ...life });
  const own = join(folder, 'places', place.code);
  await mkdir(own, { recursive: true });
  await writeFile(join(own, 'key.pem'), key.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 });
  await writeFile(join(own, 'certificate.pem'), pem(certificate));
  return { ...place, certificate };
}

function pem(certificate: Buffer): string {
  const lines = certificate.toString('base64').match(/.{1,64}/g)!;
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`;
}

/** What a test says of a document; everything else has a sound value. */
export interface DocumentWish {
  readonly from?: string;
  readonly to?: readonly string[];
  readonly documentId?: string;
  readonly subject?: string;
  readonly priority?: number;
  readonly signers?: readonly Signer[];
  /** Signs the whole package in its header. */
  readonly headerSigner?: Signer;
  /** Signature attachments as they are, after those of the signers. */
  readonly signatures?: readonly Buffer[];
  readonly bytes?: Buffer;
  /** File name of the main attachment. */
  readonly name?: string;
  /** Attachments as archives of one entry. */
  readonly zipped?: boolean;
  /** Whose order of elements; VNPT's unless told. */
  readonly order?: PackageOrder;
  readonly change?: Partial<OfficialDocument>;
}

let made = 0;

/** A package ready to submit. */
export function makePackage(wish: DocumentWish = {}): Buffer {
  const number = String(++made);
  const from = wish.from ?? 'H54.01';
  const bytes = wish.bytes ?? Buffer.concat([Buffer.from(`%PDF-1.7 ${number}\n`), randomBytes(1_500)]);
  const name = wish.name ?? `van-ban-${number}.pdf`;
  const main: Attachment = { contentId: 'main', name, contentType: 'application/pdf', bytes };
  const signed = (wish.signers ?? []).map((signer) => signDetached(bytes, signer, rehearsalFrom));
  const signatures = [...signed, ...(wish.signatures ?? [])].map((signature, index): Attachment => ({
    contentId: `signature-${index}`,
    name: index === 0 ? `${main.name}.p7s` : `${main.name}.${index}.p7s`,
    contentType: 'application/pkcs7-signature',
    bytes: signature,
  }));
  const document: OfficialDocument = {
    from: { organId: from, organName: 'Cơ quan gửi' },
    to: (wish.to ?? ['H54.02']).map((organId) => ({ organId, organName: 'Cơ quan nhận' })),
    documentId: wish.documentId ?? `${from},2020/03/02,${number}/CV`,
    code: { number, notation: 'CV' },
    promulgation: { place: 'Thái Bình', date: '2020-03-02' },
    type: { type: 18, name: 'Công văn' },
    subject: wish.subject ?? `Về việc thử ${number}`,
    other: { priority: wish.priority ?? 0 },
    trace: [],
    business: { type: 0 },
    claimsSignature: false,
    ...wish.change,
  };
  const files = [main, ...signatures];
  const { order = 'vnpt', zipped = false } = wish;
  return wish.headerSigner
    ? signPackage(document, files, wish.headerSigner, { order })
    : writePackage(document, files, { zipped, order });
}
