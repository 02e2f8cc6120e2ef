/** One signed POST to a webhook (Standard Webhooks 1.0), to the checked address and no other; redirects are answers like others. */
import { createHmac } from 'node:crypto';
import { request as overHttp, type IncomingMessage, type RequestOptions } from 'node:http';
import { request as overHttps } from 'node:https';
import type { LookupFunction } from 'node:net';
import { checkedAddress, readAddress, type AddressRules, type CheckedAddress } from './address-rules.js';

/** From the look-up of the name to the end of the answer. */
const answerWithinMs = 10_000;
/** What a receiver answers is of no use but its status; more than this is not even listened to. */
const mostAnswerBytes = 64 * 1024;

export interface Message {
  readonly url: string;
  readonly secret: Buffer;
  /** The same for the same message, however often it is sent. */
  readonly id: string;
  readonly body: string;
}

/** The status that was answered. Throws AddressFault, or what kept the answer from coming. */
export async function callOut(message: Message, rules: AddressRules, gone: AbortSignal): Promise<number> {
  const url = readAddress(message.url, rules);
  const limit = new AbortController();
  const end = (): void => limit.abort();
  const timer = setTimeout(end, answerWithinMs);
  gone.addEventListener('abort', end);
  try {
    if (gone.aborted) end();
    const address = await checkedAddress(url, rules, limit.signal);
    const headers = headersOf(message, String(Math.floor(Date.now() / 1_000)));
    const options = { method: 'POST', agent: false, lookup: pinned(address), signal: limit.signal, headers };
    return await post(url, options, message.body);
  } finally {
    clearTimeout(timer);
    gone.removeEventListener('abort', end);
  }
}

function headersOf(message: Message, sentAt: string): Record<string, string> {
  return {
    'Content-Type': 'application/json',
    'Content-Length': String(Buffer.byteLength(message.body)),
    'User-Agent': 'lienthong',
    'webhook-id': message.id,
    'webhook-timestamp': sentAt,
    'webhook-signature': signatureOf(message, sentAt),
  };
}

function post(url: URL, options: RequestOptions, body: string): Promise<number> {
  const send = url.protocol === 'https:' ? overHttps : overHttp;
  return new Promise((resolve, reject) => {
    const sent = send(url, options, (answer) => {
      passOver(answer).then(() => resolve(answer.statusCode ?? 0), reject);
    });
    sent.once('error', reject);
    sent.end(body);
  });
}

async function passOver(answer: IncomingMessage): Promise<void> {
  let bytes = 0;
  for await (const chunk of answer) {
    bytes += (chunk as Buffer).length;
    if (bytes > mostAnswerBytes) return void answer.destroy();
  }
}

/** HMAC-SHA256 over `id.timestamp.body`, base64. */
function signatureOf({ id, secret, body }: Message, sentAt: string): string {
  return `v1,${createHmac('sha256', secret).update(`${id}.${sentAt}.${body}`).digest('base64')}`;
}

/** A second look-up could give another address: the name leads where it was checked to lead. */
function pinned({ address, family }: CheckedAddress): LookupFunction {
  return (_name, options, found) => {
    if (options.all === true) found(null, [{ address, family }]);
    else found(null, address, family);
  };
}
