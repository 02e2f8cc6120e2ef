/** How a receiver of webhooks sees that a message is from its exchange (Standard Webhooks 1.0). */
import { createHmac, timingSafeEqual } from 'node:crypto';

export interface WebhookHeaders {
  readonly 'webhook-id': string;
  /** Seconds since 1970. */
  readonly 'webhook-timestamp': string;
  /** One or more `v1,<base64>`, separated by spaces. */
  readonly 'webhook-signature': string;
}

/** Against old messages that are sent again by others. */
const toleranceS = 300;

/**
 * @param secret as shown when the webhook was registered: `whsec_…`
 * @param body the very bytes that came
 */
export function isGenuineWebhook(secret: string, headers: WebhookHeaders, body: Buffer, now = new Date()): boolean {
  const sentAt = Number(headers['webhook-timestamp']);
  if (!(Math.abs(now.getTime() / 1_000 - sentAt) <= toleranceS)) return false;
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  const signed = Buffer.concat([Buffer.from(`${headers['webhook-id']}.${headers['webhook-timestamp']}.`), body]);
  const expected = createHmac('sha256', key).update(signed).digest();
  return headers['webhook-signature'].split(' ').some((one) => {
    const given = Buffer.from(one.replace(/^v1,/, ''), 'base64');
    return one.startsWith('v1,') && given.length === expected.length && timingSafeEqual(given, expected);
  });
}
