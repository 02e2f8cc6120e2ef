/** The typed client of the trust service: what registrars, operators and programs ask it, one method each. */
import type { Page, Refusal } from '@lienthong/edxml';
import { jsonOf, queryOf, valueOf } from './asking.js';
import { ExchangeLine } from './exchange-line.js';

/** What a registrar asks for; `request` is PKCS#10, base64 DER, `renews` the serial number of the certificate before. */
export interface CertificateApplication {
  readonly branch?: 'state' | 'party';
  readonly kind: 'agency' | 'person' | 'place';
  readonly agency: string;
  readonly commonName: string;
  readonly request: string;
  readonly renews?: string;
}

/** `certificate` is base64 DER, there once it is issued; `reason` says why it was declined. */
export interface ApplicationState {
  readonly id: string;
  readonly state: 'waiting' | 'issued' | 'declined';
  readonly serial?: string;
  readonly certificate?: string;
  readonly reason?: string;
}

/** Times are ISO 8601, `serial` is hex, `certificate` base64 DER; `since` and `ground` are there when it was ended. */
export interface CertificateState {
  readonly serial: string;
  readonly authority: string;
  readonly kind: string;
  readonly agency: string;
  readonly commonName: string;
  readonly from: string;
  readonly to: string;
  readonly state: 'good' | 'suspended' | 'revoked' | 'expired';
  readonly since?: string;
  readonly ground?: string;
  readonly certificate: string;
}

/** An authority with the addresses under which it publishes. */
export interface PublishedAuthority {
  readonly name: string;
  readonly branch: string;
  readonly generation: number;
  readonly certificate: string;
  readonly list: string;
  readonly status: string;
}

export interface IssuanceLife {
  readonly from?: Date;
  readonly to?: Date;
}

export interface CertificateQuery {
  readonly agency?: string;
  readonly kind?: string;
  readonly state?: string;
  readonly after?: string;
  readonly limit?: number;
}

/** Applications in one request; the service takes no more. */
export const mostApplications = 200;

type Items<T> = { readonly items: readonly T[] };

export class TrustClient {
  readonly #line: ExchangeLine;

  constructor(baseUrl: string) {
    this.#line = new ExchangeLine(baseUrl, 2);
  }

  close(): Promise<void> {
    return this.#line.close();
  }

  async authorities(): Promise<readonly PublishedAuthority[]> {
    return valueOf<Items<PublishedAuthority>>(await this.#open('/pki')).items;
  }

  /** What lies under one of the service's own public paths: certificates, lists. */
  async published(path: string): Promise<Buffer> {
    return (await this.#open(path)).body;
  }

  /** An outcome for each, in the order asked. Asked again with the same request, the answer is how it stands now. */
  async apply(
    key: string,
    applications: readonly CertificateApplication[],
  ): Promise<readonly (ApplicationState | { readonly refusal: Refusal })[]> {
    type Outcome = ApplicationState | { readonly refusal: Refusal };
    return (await this.#post<Items<Outcome>>(key, '/applications', { applications })).items;
  }

  async issue(
    key: string,
    applications: readonly string[],
    life: IssuanceLife = {},
  ): Promise<readonly ApplicationState[]> {
    return (await this.#post<Items<ApplicationState>>(key, '/issuances', { applications, ...life })).items;
  }

  async revoke(
    key: string,
    serials: readonly string[],
    ground: string,
    since?: Date,
  ): Promise<readonly CertificateState[]> {
    return (await this.#post<Items<CertificateState>>(key, '/revocations', { serials, ground, since })).items;
  }

  async suspend(key: string, serials: readonly string[]): Promise<readonly CertificateState[]> {
    return (await this.#post<Items<CertificateState>>(key, '/suspensions', { serials })).items;
  }

  async resume(key: string, serials: readonly string[]): Promise<readonly CertificateState[]> {
    return (await this.#post<Items<CertificateState>>(key, '/resumptions', { serials })).items;
  }

  async certificates(key: string, query: CertificateQuery = {}): Promise<Page<CertificateState>> {
    return valueOf(await this.#line.ask({ method: 'GET', path: `/api/v1/certificates${queryOf(query)}`, key }));
  }

  async certificate(key: string, serial: string): Promise<CertificateState> {
    return valueOf(await this.#line.ask({ method: 'GET', path: `/api/v1/certificates/${serial}`, key }));
  }

  async #post<T>(key: string, path: string, value: object): Promise<T> {
    return valueOf<T>(await this.#line.ask({ ...jsonOf(value), method: 'POST', path: `/api/v1${path}`, key }));
  }

  #open(path: string) {
    return this.#line.ask({ method: 'GET', path });
  }
}
