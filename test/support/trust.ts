/** A trust service for stories: in a folder and on a port of its own, with a client and the keys of its roles. */
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TrustClient, type CertificateApplication } from '@lienthong/client';
import { createLogger } from '@lienthong/edge';
import { makeKey, makeRequest, type CertificateKind, type KeptSigner } from '@lienthong/signature';
import { readTrustConfig } from '../../apps/trust/src/config.js';
import { serve, type ServingTrust } from '../../apps/trust/src/serve.js';
import { freePort } from './free-port.js';

export const roleNames = ['registrar', 'operator', 'auditor'] as const;

export interface Issued extends KeptSigner {
  readonly serial: string;
}

export interface Holder {
  readonly agency: string;
  readonly commonName?: string;
  readonly kind?: CertificateKind;
  readonly branch?: 'state' | 'party';
  readonly from?: Date;
  readonly to?: Date;
}

export class TrustStory {
  private constructor(
    readonly folder: string,
    private readonly environment: Readonly<Record<string, string>>,
    private serving: ServingTrust,
    readonly client: TrustClient,
  ) {}

  /** With `DATABASE_URL` among the settings it lives in that deployment's official time. */
  static async start(settings: Readonly<Record<string, string>> = {}): Promise<TrustStory> {
    const folder = await mkdtemp(join(tmpdir(), 'lienthong-trust-'));
    const port = String(await freePort());
    const passphrase = { AUTHORITY_PASSPHRASE: 'a passphrase for tests' };
    const environment = { ...passphrase, DATA_DIR: folder, PORT: port, LOG_LEVEL: 'warn', ...settings };
    const serving = await open(environment);
    return new TrustStory(folder, environment, serving, new TrustClient(`http://127.0.0.1:${port}`));
  }

  get url(): string {
    return `http://127.0.0.1:${this.environment['PORT']}`;
  }

  get routes(): ServingTrust['routes'] {
    return this.serving.routes;
  }

  get keys(): Readonly<Record<(typeof roleNames)[number], string>> {
    return JSON.parse(readFileSync(join(this.folder, 'authority', 'role-keys.json'), 'utf8')) as TrustStory['keys'];
  }

  /** Requested, approved and issued, with a key of its own. */
  async issue({ from, to, ...holder }: Holder): Promise<Issued> {
    const key = await makeKey();
    const application = applicationOf(holder, makeRequest(key, subjectOf(holder)));
    const [applied] = await this.client.apply(this.keys.registrar, [application]);
    if (applied === undefined || !('id' in applied)) throw new Error(`refused: ${JSON.stringify(applied)}`);
    const life = { ...(from !== undefined && { from }), ...(to !== undefined && { to }) };
    const [issued] = await this.client.issue(this.keys.operator, [applied.id], life);
    return { key, certificate: Buffer.from(issued?.certificate ?? '', 'base64'), serial: issued?.serial ?? '' };
  }

  /** Stops, lets `meanwhile` happen, and starts on the same folder again. */
  async restart(meanwhile: () => Promise<void> | void = () => undefined): Promise<void> {
    await this.serving.stop();
    await meanwhile();
    this.serving = await open(this.environment);
  }

  async stop(): Promise<void> {
    await this.client.close();
    await this.serving.stop();
    await rm(this.folder, { recursive: true, force: true });
  }
}

const open = (environment: Readonly<Record<string, string>>): Promise<ServingTrust> =>
  serve(readTrustConfig(environment), createLogger({ level: 'warn', name: 'trust' }));

export const subjectOf = ({ agency, commonName = agency, kind = 'agency' }: Holder) => ({ agency, commonName, kind });

export const applicationOf = (holder: Holder, request: Buffer): CertificateApplication => ({
  ...subjectOf(holder),
  branch: holder.branch ?? 'state',
  request: request.toString('base64'),
});
