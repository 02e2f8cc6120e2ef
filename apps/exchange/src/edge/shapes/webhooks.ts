/** Webhooks as `/api/v1` takes and shows them. */
import { z } from 'zod';
import { eventOf } from '../../boxes/event-names.js';
import { Id, Time } from './parts.js';

export const webhookEvents = [eventOf.inbox, eventOf.desk] as const;

const cursor = z.string().max(80).optional();
const After = z
  .strictObject({ inbox: cursor, status: cursor })
  .meta({ description: '`next` of a page, or of a message: what came after it is told' });

export const NewWebhook = z.strictObject({
  url: z.string().min(1).max(2_000),
  events: z.array(z.enum(webhookEvents)).min(1).max(webhookEvents.length).optional(),
  after: After.optional(),
});
export const Resumption = z.strictObject({ after: After.optional() }).optional();

const fields = {
  ...{ id: Id, url: z.string(), events: z.array(z.enum(webhookEvents)) },
  state: z
    .enum(['active', 'disabled', 'stopped'])
    .meta({ description: '`disabled` until its agency resumes it; `stopped` by the operator for good' }),
  failures: z.int().meta({ description: 'In a row' }),
  reason: z.exactOptional(z.string()).meta({ description: 'Of the last failure' }),
  createdAt: Time,
  next: z
    .strictObject({ inbox: z.string(), status: z.string() })
    .meta({ description: 'Everything before was answered with 2xx' }),
};
export const WebhookShape = z.strictObject(fields).meta({ id: 'Webhook' });
export const WebhooksShape = z.strictObject({ items: z.array(WebhookShape) }).meta({ id: 'Webhooks' });
const operatorFields = { agency: z.string(), ...fields };
export const OperatorWebhookShape = z.strictObject(operatorFields).meta({ id: 'WebhookOfAgency' });
export const OperatorWebhooksShape = z
  .strictObject({ items: z.array(OperatorWebhookShape) })
  .meta({ id: 'WebhooksOfAgencies' });
export const NewWebhookShape = z
  .strictObject({ ...fields, secret: z.string().meta({ description: '`whsec_` and base64; shown this once' }) })
  .meta({ id: 'WebhookWithSecret' });
