/** The typed client of `/api/v1`: what an agency can ask an exchange, one method each. Repeats nothing by itself. */
import type {
  AcceptanceReceipt,
  BulkOutcome,
  DeskStatus,
  DocumentView,
  InboxItem,
  Page,
  StatusRequest,
  Submission,
  SubmissionMetadata,
} from '@lienthong/edxml';
import { valueOf, jsonOf, queryOf } from './asking.js';
import { ExchangeLine, headerOf } from './exchange-line.js';
import type { Answer, Call } from './exchange-line.js';
import { formBody } from './form-body.js';
import type { FileToSend } from './form-body.js';
import { OperatorDesk } from './operator-desk.js';
import { NoAnswerError } from './problem-error.js';
import { digestOf, readPackages } from './read-packages.js';
import type { FetchedPackage } from './read-packages.js';
import type { BooksAnswer, DirectoryAgency, SignatureQuery, SignatureStatistics } from './statistics.js';

export interface ClientSettings {
  /** Scheme, host and port; a path is not used. */
  readonly baseUrl: string;
  /** `edx_<id>_<secret>`. */
  readonly key: string;
  /** Kept connections at most; 8 when absent. */
  readonly connections?: number;
}

/** Where to go on reading; `next` of the page before. */
export interface PageQuery {
  readonly after?: string;
  readonly limit?: number;
}

const defaultConnections = 8;
const packageMediaType = 'application/edxml';

export class LienThongClient {
  readonly #line: ExchangeLine;
  readonly #key: string;
  /** What only the key of a place may ask. */
  readonly operator: OperatorDesk;

  constructor(settings: ClientSettings, line?: ExchangeLine) {
    this.#line = line ?? new ExchangeLine(settings.baseUrl, settings.connections ?? defaultConnections);
    this.#key = settings.key;
    this.operator = new OperatorDesk((call) => this.#ask(call));
  }

  /** The same line under another key: one pool of connections serves many agencies. */
  as(key: string): LienThongClient {
    return new LienThongClient({ baseUrl: '', key }, this.#line);
  }

  /** Ends the connections, of every client that shares them. */
  close(): Promise<void> {
    return this.#line.close();
  }

  /** @param bytes the edXML package; send the very same bytes again when no answer came */
  submit(bytes: Buffer): Promise<Submission> {
    return this.#send('/documents', bytes, packageMediaType);
  }

  submitFiles(metadata: SubmissionMetadata, files: readonly FileToSend[]): Promise<Submission> {
    const { body, contentType } = formBody(metadata, files);
    return this.#send('/documents', body, contentType);
  }

  inbox(query: PageQuery & { readonly unacknowledged?: boolean } = {}): Promise<Page<InboxItem>> {
    return this.#get(`/inbox${queryOf(query)}`);
  }

  inboxItem(document: string): Promise<InboxItem> {
    return this.#get(`/inbox/${encodeURIComponent(document)}`);
  }

  /** One package as received, for its sender and its recipients. */
  async package(document: string): Promise<FetchedPackage> {
    const path = `/documents/${encodeURIComponent(document)}/package`;
    const { headers, body } = await this.#ask({ method: 'GET', path });
    return { document, bytes: body, digest: digestOf(headerOf(headers, 'repr-digest')) ?? '' };
  }

  /**
   * Up to 500 packages in one streamed answer, in the order asked.
   * @param compute also hash the bytes that came; else only the stated digest is given
   */
  async *packages(documents: readonly string[], compute = false): AsyncGenerator<FetchedPackage> {
    const path = '/api/v1/inbox/packages';
    const { headers, body } = await this.#line.open({ ...jsonOf({ documents }), method: 'POST', path, key: this.#key });
    try {
      yield* readPackages(body, headerOf(headers, 'content-type') ?? '', compute);
    } catch (cause) {
      throw cause instanceof NoAnswerError ? cause : new NoAnswerError(`POST ${path}`, cause);
    }
  }

  acknowledge(documents: readonly string[]): Promise<{ readonly items: readonly BulkOutcome[] }> {
    return this.#post('/inbox/acknowledgements', { documents });
  }

  /** Up to 500, carried out in the order given. */
  statuses(statuses: readonly StatusRequest[]): Promise<{ readonly items: readonly BulkOutcome[] }> {
    return this.#post('/statuses', { statuses });
  }

  /** One status as an edXML status message. */
  statusMessage(bytes: Buffer): Promise<{ readonly items: readonly BulkOutcome[] }> {
    return this.#send('/statuses', bytes, packageMediaType);
  }

  /** Statuses that came back for the agency's own documents. */
  desk(query: PageQuery = {}): Promise<Page<DeskStatus>> {
    return this.#get(`/statuses${queryOf(query)}`);
  }

  documents(query: PageQuery = {}): Promise<Page<DocumentView>> {
    return this.#get(`/documents${queryOf(query)}`);
  }

  document(document: string): Promise<DocumentView> {
    return this.#get(`/documents/${encodeURIComponent(document)}`);
  }

  receipt(document: string): Promise<AcceptanceReceipt> {
    return this.#get(`/documents/${encodeURIComponent(document)}/receipt`);
  }

  signatureStatistics(query: SignatureQuery = {}): Promise<SignatureStatistics> {
    return this.#get(`/statistics/signatures${queryOf({ ...query, by: query.by?.join(',') })}`);
  }

  books(query: { readonly by?: 'agency' } = {}): Promise<BooksAnswer> {
    return this.#get(`/statistics/books${queryOf(query)}`);
  }

  directory(query: PageQuery = {}): Promise<Page<DirectoryAgency>> {
    return this.#get(`/directory${queryOf(query)}`);
  }

  #get<T>(path: string): Promise<T> {
    return this.#ask({ method: 'GET', path }).then(valueOf<T>);
  }

  #post<T>(path: string, value: unknown): Promise<T> {
    return this.#ask({ ...jsonOf(value), method: 'POST', path }).then(valueOf<T>);
  }

  #send<T>(path: string, body: Buffer, contentType: string): Promise<T> {
    return this.#ask({ method: 'POST', path, body, contentType }).then(valueOf<T>);
  }

  #ask(call: Omit<Call, 'key'>): Promise<Answer> {
    return this.#line.ask({ ...call, path: `/api/v1${call.path}`, key: this.#key });
  }
}
