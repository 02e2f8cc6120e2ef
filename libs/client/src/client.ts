/** The typed client of `/api/v1`: what an agency can ask an exchange, one method each. Repeats nothing by itself. */
import type { RecallRequest, StatusRequest, SubmissionMetadata } from '@lienthong/edxml';
import type { DeskStatus, InboxItem, Outcomes } from './api-shapes.js';
import { valueOf } from './asking.js';
import { followEvents } from './event-stream.js';
import type { BoxEvent } from './event-stream.js';
import { ExchangeLine, headerOf } from './exchange-line.js';
import type { Call } from './exchange-line.js';
import { formBody } from './form-body.js';
import type { FileToSend } from './form-body.js';
import { callOf } from './operation.js';
import type { AnswerOf, BodyOf, OperationName, QueryOf, Wish } from './operation.js';
import { OperatorDesk } from './operator-desk.js';
import { NoAnswerError } from './problem-error.js';
import { digestOf, readPackages } from './read-packages.js';
import type { FetchedPackage } from './read-packages.js';

export interface ClientSettings {
  /** Scheme, host and port; a path is not used. */
  readonly baseUrl: string;
  /** `edx_<id>_<secret>`. */
  readonly key: string;
  /** Kept connections at most; 8 when absent. */
  readonly connections?: number;
}

/** A query whose wishes of these names are truth values, which travel as words. */
type Asked<Query, Truth extends keyof Query> = Omit<Query, Truth> & { readonly [Name in Truth]?: boolean };

/** Where to go on reading, and what is looked for; `wait` for something to come (seconds, 30 at most). */
type ByKeys = { readonly by?: readonly ('month' | 'agency' | 'tier' | 'type')[] };
export type InboxQuery = Asked<QueryOf<'inbox.list'>, 'unacknowledged' | 'urgent' | 'overdue'>;
export type DeskQuery = QueryOf<'statuses.desk'>;
export type DocumentsQuery = Asked<
  Omit<QueryOf<'documents.list'>, 'late'>,
  'declared' | 'present' | 'valid' | 'trusted' | 'overdue'
> & { readonly late?: boolean | QueryOf<'late.documents'>['kind'] };
export type PageQuery = QueryOf<'recalls.requests'>;
export type SignatureQuery = Omit<QueryOf<'statistics.signatures'>, 'by'> & ByKeys;
export type LateQuery = Omit<QueryOf<'late.counts'>, 'by'> & ByKeys;
type Webhook = AnswerOf<'webhooks.resume'>;

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
    this.operator = new OperatorDesk((name, wish) => this.#ask(name, wish));
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
  submit(bytes: Buffer): Promise<AnswerOf<'documents.submit'>> {
    return this.#send('documents.submit', bytes, packageMediaType);
  }

  submitFiles(metadata: SubmissionMetadata, files: readonly FileToSend[]): Promise<AnswerOf<'documents.submit'>> {
    const { body, contentType } = formBody(metadata, files);
    return this.#send('documents.submit', body, contentType);
  }

  inbox(query: InboxQuery = {}): Promise<AnswerOf<'inbox.list'>> {
    return this.#ask('inbox.list', { query: asTexts(query) });
  }

  /** What stands in the inbox and whatever comes, until the loop is left; broken connections are taken up where they broke. */
  inboxEvents({ after, ...query }: InboxQuery = {}): AsyncGenerator<BoxEvent<InboxItem>> {
    return this.#events(callOf('inbox.list', { query: asTexts(query) }), after);
  }

  inboxItem(document: string): Promise<InboxItem> {
    return this.#ask('inbox.one', { path: { document } });
  }

  /** One package as received, for its sender and its recipients. */
  async package(document: string): Promise<FetchedPackage> {
    const { headers, body } = await this.#line.ask(this.#keyed(callOf('documents.package', { path: { document } })));
    return { document, bytes: body, digest: digestOf(headerOf(headers, 'repr-digest')) ?? '' };
  }

  /**
   * Up to 500 packages in one streamed answer, in the order asked.
   * @param compute also hash the bytes that came; else only the stated digest is given
   */
  async *packages(documents: readonly string[], compute = false): AsyncGenerator<FetchedPackage> {
    const call = this.#keyed(callOf('inbox.packages', { body: { documents } }));
    const { headers, body } = await this.#line.open(call);
    try {
      yield* readPackages(body, headerOf(headers, 'content-type') ?? '', compute);
    } catch (cause) {
      throw cause instanceof NoAnswerError ? cause : new NoAnswerError(`${call.method} ${call.path}`, cause);
    }
  }

  acknowledge(documents: readonly string[]): Promise<Outcomes> {
    return this.#ask('inbox.acknowledge', { body: { documents } });
  }

  /** Up to 500, carried out in the order given. */
  statuses(statuses: readonly StatusRequest[]): Promise<Outcomes> {
    return this.#ask('statuses.submit', { body: { statuses } });
  }

  /** One status as an edXML status message. */
  statusMessage(bytes: Buffer): Promise<Outcomes> {
    return this.#send('statuses.submit', bytes, packageMediaType);
  }

  /** Statuses that came back for the agency's own documents. */
  desk(query: DeskQuery = {}): Promise<AnswerOf<'statuses.desk'>> {
    return this.#ask('statuses.desk', { query });
  }

  /** As {@link inboxEvents}, of the desk. */
  deskEvents({ after, ...query }: DeskQuery = {}): AsyncGenerator<BoxEvent<DeskStatus>> {
    return this.#events(callOf('statuses.desk', { query }), after);
  }

  /** Own documents, those that are looked for or all; without their deliveries. */
  documents(query: DocumentsQuery = {}): Promise<AnswerOf<'documents.list'>> {
    return this.#ask('documents.list', { query: asTexts(query) });
  }

  document(document: string): Promise<AnswerOf<'documents.one'>> {
    return this.#ask('documents.one', { path: { document } });
  }

  /** Asks recipients, all unless named, to give an own document back. */
  recall(document: string, recall: RecallRequest): Promise<AnswerOf<'recalls.recall'>> {
    return this.#ask('recalls.recall', { path: { document }, body: recall });
  }

  /** What senders do to documents in the inbox. */
  requests(query: PageQuery = {}): Promise<AnswerOf<'recalls.requests'>> {
    return this.#ask('recalls.requests', { query });
  }

  /** A revocation list or an OCSP answer (DER) that a verdict names by its digest. */
  async evidence(digest: string): Promise<Buffer> {
    return (await this.#line.ask(this.#keyed(callOf('evidence.one', { path: { digest } })))).body;
  }

  receipt(document: string): Promise<AnswerOf<'documents.receipt'>> {
    return this.#ask('documents.receipt', { path: { document } });
  }

  signatureStatistics({ by, ...query }: SignatureQuery = {}): Promise<AnswerOf<'statistics.signatures'>> {
    return this.#ask('statistics.signatures', { query: { ...(by !== undefined && { by: by.join(',') }), ...query } });
  }

  lateStatistics({ by, ...query }: LateQuery = {}): Promise<AnswerOf<'late.counts'>> {
    return this.#ask('late.counts', { query: { ...(by !== undefined && { by: by.join(',') }), ...query } });
  }

  /** The documents behind those counts. */
  lateDocuments(query: QueryOf<'late.documents'>): Promise<AnswerOf<'late.documents'>> {
    return this.#ask('late.documents', { query });
  }

  books(query: QueryOf<'statistics.books'> = {}): Promise<AnswerOf<'statistics.books'>> {
    return this.#ask('statistics.books', { query });
  }

  /** A page of the directory's list, of all agencies or of those that are looked for. */
  directory(query: QueryOf<'directory.list'> = {}): Promise<AnswerOf<'directory.list'>> {
    return this.#ask('directory.list', { query });
  }

  /**
   * What has changed in the directory since a version, page by page until there is no more; without a version, every agency.
   * Keep the last page's `version`: it is where to go on the next time.
   */
  async *directoryChanges(query: QueryOf<'directory.changes'> = {}): AsyncGenerator<AnswerOf<'directory.changes'>> {
    for (let { since } = query, more = true; more;) {
      const page = await this.#ask('directory.changes', { query: { ...query, ...(since !== undefined && { since }) } });
      [since, more] = [page.version, page.more];
      yield page;
    }
  }

  /** The secret comes with this answer only; see {@link isGenuineWebhook}. */
  addWebhook(wish: BodyOf<'webhooks.add'>): Promise<AnswerOf<'webhooks.add'>> {
    return this.#ask('webhooks.add', { body: wish });
  }

  async webhooks(): Promise<readonly Webhook[]> {
    return (await this.#ask('webhooks.list')).items;
  }

  /** Tried again at once, from where it stood or from the cursors given. */
  resumeWebhook(id: string, body: BodyOf<'webhooks.resume'> = {}): Promise<Webhook> {
    return this.#ask('webhooks.resume', { path: { id }, body });
  }

  removeWebhook(id: string): Promise<undefined> {
    return this.#ask('webhooks.remove', { path: { id } });
  }

  #ask<Name extends OperationName>(name: Name, wish?: Wish<Name>): Promise<AnswerOf<Name>> {
    return this.#line.ask(this.#keyed(callOf(name, wish))).then(valueOf<AnswerOf<Name>>);
  }

  #send<Name extends OperationName>(name: Name, body: Buffer, contentType: string): Promise<AnswerOf<Name>> {
    return this.#line.ask({ ...this.#keyed(callOf(name)), body, contentType }).then(valueOf<AnswerOf<Name>>);
  }

  #events<T>(call: Call, after: string | undefined): AsyncGenerator<BoxEvent<T>> {
    return followEvents<T>((headers) => this.#line.open({ ...this.#keyed(call), headers }), after);
  }

  #keyed(call: Call): Call {
    return { ...call, key: this.#key };
  }
}

type AsTexts<Query> = {
  readonly [Name in keyof Query]: true extends Query[Name] ? string : Query[Name];
};

function asTexts<Query extends object>(query: Query): AsTexts<Query> {
  const entries = Object.entries(query).map(([name, wish]) => [name, typeof wish === 'boolean' ? String(wish) : wish]);
  return Object.fromEntries(entries) as AsTexts<Query>;
}
