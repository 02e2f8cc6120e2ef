/** `lienthong webhooks list|stop`: where agencies' webhooks lead and how they fare, and an end to one that should not be called. */
import type { WebhookOfAgency } from '@lienthong/client';
import { shownJson } from '../print/shown-text.js';
import { alignedLines } from '../print/table.js';
import { askOperator, type AskOptions } from './ask-operator.js';

export interface WebhookOptions extends AskOptions {
  readonly json?: true;
}

export interface StopOptions extends WebhookOptions {
  readonly reason: string;
}

const head = ['webhook', 'agency', 'address', 'events', 'state', 'failures', 'reason'];

export async function listWebhooks(options: WebhookOptions): Promise<number> {
  const webhooks = await askOperator(options, (client) => client.operator.webhooks());
  process.stdout.write(`${options.json ? shownJson(webhooks) : webhooksText(webhooks)}\n`);
  return 0;
}

export async function stopWebhook(id: string, options: StopOptions): Promise<number> {
  const stopped = await askOperator(options, (client) => client.operator.stopWebhook(id, options.reason));
  const text = `Webhook ${stopped.id} of ${stopped.agency} is stopped. The agency sees the reason.`;
  process.stdout.write(`${options.json ? shownJson(stopped) : text}\n`);
  return 0;
}

function webhooksText(webhooks: readonly WebhookOfAgency[]): string {
  if (webhooks.length === 0) return 'No agency has a webhook.';
  const rows = webhooks.map(({ id, agency, url, events, state, failures, reason = '' }) => [
    ...[id, agency, url, events.join(' '), state, String(failures), reason],
  ]);
  return alignedLines(
    [head, ...rows],
    head.map((name) => (name === 'failures' ? 'right' : 'left')),
  ).join('\n');
}
