/** The migrations in their order. */
import { Exchange1760000000001 } from './1-exchange.js';
import { Evidence1760000000002 } from './2-evidence.js';
import { Unscanned1760000000003 } from './3-unscanned.js';
import { Life1760000000004 } from './4-life.js';
import { RefusedRecipients1760000000005 } from './5-refused-recipients.js';
import { ClientCertificates1760000000006 } from './6-client-certificates.js';
import { Answers1760000000007 } from './7-answers.js';
import { SentOrder1760000000008 } from './8-sent-order.js';
import { Contacts1760000000009 } from './9-contacts.js';
import { AuthoredStatuses1760000000010 } from './10-authored-statuses.js';
import { WebhookKeys1760000000014 } from './14-webhook-keys.js';

export const migrations = [
  Exchange1760000000001,
  Evidence1760000000002,
  Unscanned1760000000003,
  Life1760000000004,
  RefusedRecipients1760000000005,
  ClientCertificates1760000000006,
  Answers1760000000007,
  SentOrder1760000000008,
  Contacts1760000000009,
  AuthoredStatuses1760000000010,
  WebhookKeys1760000000014,
];
