/** The operations of `/api/v1`, made from the OpenAPI document by test/support/write-client-types.mjs; a test compares them. */
import type {
  BooksAnswer,
  DeadPage,
  DirectoryImport,
  LatePage,
  LateStatistics,
  MintedKeys,
  MintedSystem,
  OfficialTime,
  Resent,
  SandboxReset,
  SignatureStatistics,
  Systems,
} from './api-operator-shapes.js';
import type {
  AcceptanceReceipt,
  AgencyPage,
  DeskPage,
  DirectoryChanges,
  Document,
  DocumentPage,
  InboxItem,
  InboxPage,
  Outcomes,
  RecallOutcomes,
  SenderRequestPage,
  Submission,
  Webhook,
  WebhookWithSecret,
  Webhooks,
} from './api-shapes.js';

export interface Operations {
  readonly 'recalls.recall': {
    readonly body: {
      readonly reason: string;
      readonly staff?: string;
      readonly contact?: {
        readonly department?: string;
        readonly mobile?: string;
        readonly email?: string;
      };
      readonly recipients?: readonly string[];
    };
    readonly answer: RecallOutcomes;
  };
  readonly 'recalls.requests': {
    readonly query: {
      readonly after?: string;
      readonly limit?: number;
    };
    readonly answer: SenderRequestPage;
  };
  readonly 'documents.submit': {
    readonly body: unknown;
    readonly answer: Submission;
  };
  readonly 'documents.list': {
    readonly query: {
      readonly after?: string;
      readonly limit?: number;
      readonly state?: 'accepted' | 'parked' | 'refused';
      readonly delivery?: 'in-flight' | 'delivered' | 'refused' | 'expired' | 'dead';
      readonly from?: string;
      readonly to?: string;
      readonly recipient?: string;
      readonly documentId?: string;
      readonly number?: string;
      readonly notation?: string;
      readonly type?: number;
      readonly declared?: string;
      readonly present?: string;
      readonly valid?: string;
      readonly trusted?: string;
      readonly late?: 'sent' | 'answered' | 'unanswered' | string;
      readonly overdue?: string;
    };
    readonly answer: DocumentPage;
  };
  readonly 'documents.one': {
    readonly answer: Document;
  };
  readonly 'documents.receipt': {
    readonly answer: AcceptanceReceipt;
  };
  readonly 'documents.package': {
    readonly answer: Buffer;
  };
  readonly 'inbox.list': {
    readonly query: {
      readonly after?: string;
      readonly limit?: number;
      readonly wait?: number;
      readonly from?: string;
      readonly to?: string;
      readonly unacknowledged?: string;
      readonly sender?: string;
      readonly type?: number;
      readonly urgency?: number;
      readonly status?: number;
      readonly urgent?: string;
      readonly dueBy?: string;
      readonly overdue?: string;
    };
    readonly answer: InboxPage;
  };
  readonly 'inbox.one': {
    readonly answer: InboxItem;
  };
  readonly 'inbox.packages': {
    readonly body: {
      readonly documents: readonly string[];
    };
    readonly answer: Buffer;
  };
  readonly 'inbox.acknowledge': {
    readonly body: {
      readonly documents: readonly string[];
    };
    readonly answer: Outcomes;
  };
  readonly 'statuses.submit': {
    readonly body: {
      readonly statuses: readonly {
        readonly document: string;
        readonly code: number;
        readonly reason?: string;
        readonly staff?: string;
        readonly contact?: {
          readonly department?: string;
          readonly mobile?: string;
          readonly email?: string;
        };
      }[];
    };
    readonly answer: Outcomes;
  };
  readonly 'statuses.desk': {
    readonly query: {
      readonly after?: string;
      readonly limit?: number;
      readonly wait?: number;
      readonly from?: string;
      readonly to?: string;
      readonly recipient?: string;
      readonly document?: string;
      readonly code?: number;
    };
    readonly answer: DeskPage;
  };
  readonly 'statistics.signatures': {
    readonly query: {
      readonly by?: string;
      readonly from?: string;
      readonly to?: string;
      readonly agency?: string;
      readonly tier?: string;
      readonly type?: string;
      readonly place?: string;
    };
    readonly answer: SignatureStatistics;
  };
  readonly 'statistics.books': {
    readonly query: {
      readonly by?: 'agency';
      readonly place?: string;
    };
    readonly answer: BooksAnswer;
  };
  readonly 'late.counts': {
    readonly query: {
      readonly by?: string;
      readonly from?: string;
      readonly to?: string;
      readonly agency?: string;
      readonly tier?: string;
      readonly type?: string;
      readonly place?: string;
    };
    readonly answer: LateStatistics;
  };
  readonly 'late.documents': {
    readonly query: {
      readonly after?: string;
      readonly limit?: number;
      readonly from?: string;
      readonly to?: string;
      readonly agency?: string;
      readonly tier?: string;
      readonly type?: string;
      readonly place?: string;
      readonly kind: 'sent' | 'answered' | 'unanswered';
    };
    readonly answer: LatePage;
  };
  readonly 'operator.mint': {
    readonly body: {
      readonly agencies: readonly string[];
    };
    readonly answer: MintedKeys;
  };
  readonly 'operator.revoke': {
    readonly answer: undefined;
  };
  readonly 'operator.clock': {
    readonly body: {
      readonly to?: string;
      readonly run?: true;
    };
    readonly answer: OfficialTime;
  };
  readonly 'operator.dead': {
    readonly query: {
      readonly after?: string;
      readonly limit?: number;
    };
    readonly answer: DeadPage;
  };
  readonly 'operator.resend': {
    readonly answer: Resent;
  };
  readonly 'operator.directory': {
    readonly body: {
      readonly csv: string;
    };
    readonly answer: DirectoryImport;
  };
  readonly 'directory.list': {
    readonly query: {
      readonly after?: string;
      readonly limit?: number;
      readonly place?: string;
      readonly parent?: string;
      readonly tier?: 'province' | 'department' | 'district' | 'commune' | 'ministry' | 'party';
      readonly text?: string;
    };
    readonly answer: AgencyPage;
  };
  readonly 'directory.changes': {
    readonly query: {
      readonly since?: string;
      readonly limit?: number;
    };
    readonly answer: DirectoryChanges;
  };
  readonly 'evidence.one': {
    readonly answer: Buffer;
  };
  readonly 'systems.add': {
    readonly body: {
      readonly code: string;
      readonly mode?: 'compatible' | 'hardened';
      readonly clientCertificate?: string;
      readonly aliases?: readonly string[];
      readonly mayRegister?: boolean;
      readonly secret?: string;
    };
    readonly answer: MintedSystem;
  };
  readonly 'systems.list': {
    readonly answer: Systems;
  };
  readonly 'systems.remove': {
    readonly answer: undefined;
  };
  readonly 'webhooks.add': {
    readonly body: {
      readonly url: string;
      readonly events?: readonly ('inbox' | 'status')[];
      readonly after?: {
        readonly inbox?: string;
        readonly status?: string;
      };
    };
    readonly answer: WebhookWithSecret;
  };
  readonly 'webhooks.list': {
    readonly answer: Webhooks;
  };
  readonly 'webhooks.remove': {
    readonly answer: undefined;
  };
  readonly 'webhooks.resume': {
    readonly body: {
      readonly after?: {
        readonly inbox?: string;
        readonly status?: string;
      };
    };
    readonly answer: Webhook;
  };
  readonly 'sandbox.reset': {
    readonly answer: SandboxReset;
  };
}

export const routes: {
  readonly [Name in keyof Operations]: readonly [method: 'GET' | 'POST' | 'DELETE', path: string];
} = {
  'recalls.recall': ['POST', '/api/v1/documents/{document}/recall'],
  'recalls.requests': ['GET', '/api/v1/inbox/requests'],
  'documents.submit': ['POST', '/api/v1/documents'],
  'documents.list': ['GET', '/api/v1/documents'],
  'documents.one': ['GET', '/api/v1/documents/{document}'],
  'documents.receipt': ['GET', '/api/v1/documents/{document}/receipt'],
  'documents.package': ['GET', '/api/v1/documents/{document}/package'],
  'inbox.list': ['GET', '/api/v1/inbox'],
  'inbox.one': ['GET', '/api/v1/inbox/{document}'],
  'inbox.packages': ['POST', '/api/v1/inbox/packages'],
  'inbox.acknowledge': ['POST', '/api/v1/inbox/acknowledgements'],
  'statuses.submit': ['POST', '/api/v1/statuses'],
  'statuses.desk': ['GET', '/api/v1/statuses'],
  'statistics.signatures': ['GET', '/api/v1/statistics/signatures'],
  'statistics.books': ['GET', '/api/v1/statistics/books'],
  'late.counts': ['GET', '/api/v1/statistics/late'],
  'late.documents': ['GET', '/api/v1/statistics/late/documents'],
  'operator.mint': ['POST', '/api/v1/operator/keys'],
  'operator.revoke': ['DELETE', '/api/v1/operator/keys/{keyId}'],
  'operator.clock': ['POST', '/api/v1/operator/clock'],
  'operator.dead': ['GET', '/api/v1/operator/dead'],
  'operator.resend': ['POST', '/api/v1/operator/dead/{id}/resend'],
  'operator.directory': ['POST', '/api/v1/operator/directory'],
  'directory.list': ['GET', '/api/v1/directory'],
  'directory.changes': ['GET', '/api/v1/directory/changes'],
  'evidence.one': ['GET', '/api/v1/evidence/{digest}'],
  'systems.add': ['POST', '/api/v1/operator/systems'],
  'systems.list': ['GET', '/api/v1/operator/systems'],
  'systems.remove': ['DELETE', '/api/v1/operator/systems/{code}'],
  'webhooks.add': ['POST', '/api/v1/webhooks'],
  'webhooks.list': ['GET', '/api/v1/webhooks'],
  'webhooks.remove': ['DELETE', '/api/v1/webhooks/{id}'],
  'webhooks.resume': ['POST', '/api/v1/webhooks/{id}/resume'],
  'sandbox.reset': ['POST', '/api/v1/operator/sandbox/reset'],
};
