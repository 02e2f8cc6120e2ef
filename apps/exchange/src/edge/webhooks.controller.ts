/** Where an agency wants to be told what came: registered, looked at, taken up again, removed. */
import { randomBytes } from 'node:crypto';
import { Body, Controller, Delete, Get, Inject, Param, Post } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { AnswersWith, refusedError, TakesBody, type RefusedError } from '@lienthong/edge';
import { addWebhook, readWebhooks, removeWebhook, resumeWebhook, type WebhookRow } from '@lienthong/store';
import type { z } from 'zod';
import { servedPlace, type Exchange } from '../exchange.js';
import { sealSecret } from '../trust/seal-secret.js';
import { isId, newId } from '../values/ids.js';
import { addressRulesToken, exchangeToken } from '../tokens.js';
import { AddressFault, checkedAddress, readAddress, type AddressRules } from '../webhooks/address-rules.js';
import { AskedBy, NeedsKey, type Caller, type KeyHolder } from './authenticate.js';
import { readCursor, writeCursor } from './paging.js';
import {
  NewWebhook,
  NewWebhookShape,
  Resumption,
  webhookEvents,
  WebhookShape,
  WebhooksShape,
} from './shapes/webhooks.js';

const mostOfAnAgency = 10;
const secretBytes = 32;
/** A name server that is slow delays the registration of its own webhook only. */
const lookUpWithinMs = 5_000;

@ApiTags('webhooks')
@Controller('api/v1/webhooks')
export class WebhooksController {
  constructor(
    @Inject(exchangeToken) private readonly exchange: Exchange,
    @Inject(addressRulesToken) private readonly rules: AddressRules,
  ) {}

  @Post()
  @AnswersWith(201, {
    words: 'It is told from now on, or from the cursors given; the secret is shown this once',
    ...{ shape: NewWebhookShape, refusals: ['webhook-address', 'webhooks-exhausted', 'cursor-invalid'] },
  })
  @NeedsKey('agency')
  @ApiOperation({ summary: 'Be told of documents and statuses by signed POSTs' })
  async add(@AskedBy() caller: KeyHolder, @Body({ schema: NewWebhook }) body: z.infer<typeof NewWebhook>) {
    const url = await this.allowed(body.url);
    const secret = randomBytes(secretBytes);
    const id = newId();
    const sealed = sealSecret(servedPlace(this.exchange, caller.place), `webhook ${id}`, secret);
    const wish = { id, url, events: [...new Set(body.events ?? webhookEvents)], secret: sealed, ...from(body.after) };
    const row = await addWebhook(this.exchange.store, { ...caller, ...wish }, mostOfAnAgency);
    if (row === undefined)
      throw refusedError('webhooks-exhausted', `${caller.agency} has ${mostOfAnAgency} webhooks; remove one first`);
    return { ...describeWebhook(row), secret: `whsec_${secret.toString('base64')}` };
  }

  @Get()
  @AnswersWith(200, { words: 'All of them', shape: WebhooksShape })
  @NeedsKey('agency')
  @ApiOperation({ summary: 'The webhooks of the agency' })
  async list(@AskedBy() caller: Caller) {
    return { items: (await readWebhooks(this.exchange.store, caller)).map(describeWebhook) };
  }

  @Delete(':id')
  @AnswersWith(204, { words: 'Removed', refusals: ['webhook-not-found'] })
  @NeedsKey('agency')
  @ApiOperation({ summary: 'Remove a webhook' })
  async remove(@AskedBy() caller: Caller, @Param('id') id: string): Promise<void> {
    if (!isId(id) || !(await removeWebhook(this.exchange.store, caller, id))) throw unknown(id);
  }

  @Post(':id/resume')
  @AnswersWith(200, {
    words: 'It is tried again at once',
    ...{ shape: WebhookShape, refusals: ['webhook-not-found', 'webhook-stopped', 'cursor-invalid'] },
  })
  @NeedsKey('agency')
  @TakesBody({ 'application/json': Resumption }, false)
  @ApiOperation({ summary: 'Take a webhook up again, from where it stood or from the cursors given' })
  async resume(
    @AskedBy() caller: KeyHolder,
    @Param('id') id: string,
    @Body({ schema: Resumption }) body: z.infer<typeof Resumption>,
  ) {
    const row = isId(id) ? await resumeWebhook(this.exchange.store, caller, id, from(body?.after)) : undefined;
    if (row === undefined) throw await this.whyNotResumed(caller, id);
    return describeWebhook(row);
  }

  private async whyNotResumed(caller: Caller, id: string): Promise<RefusedError> {
    const stopped = (await readWebhooks(this.exchange.store, caller)).find((row) => row.id === id);
    if (stopped === undefined) return unknown(id);
    const detail = `Webhook ${id} was stopped by ${stopped.reason ?? 'its operator'}; ask them, or remove it`;
    return refusedError('webhook-stopped', detail, 'id');
  }

  private async allowed(text: string): Promise<string> {
    try {
      const url = readAddress(text, this.rules);
      await checkedAddress(url, this.rules, AbortSignal.timeout(lookUpWithinMs));
      return url.href;
    } catch (fault) {
      if (!(fault instanceof AddressFault)) throw fault;
      throw refusedError('webhook-address', `This address is not called: ${fault.message}`, 'url');
    }
  }
}

function from(after: z.infer<typeof NewWebhook>['after']) {
  return {
    inbox: after?.inbox === undefined ? undefined : readCursor(after.inbox),
    desk: after?.status === undefined ? undefined : readCursor(after.status),
  };
}

const unknown = (id: string) => refusedError('webhook-not-found', `You have no webhook ${id}`, 'id');

export function describeWebhook(row: WebhookRow) {
  const { id, url, events, state, failures, reason, created_at: createdAt } = row;
  return {
    ...{ id, url, events, state, failures, ...(reason === null ? {} : { reason }), createdAt: createdAt.toISOString() },
    next: {
      inbox: writeCursor({ xact: row.inbox_xact, seq: row.inbox_seq }),
      status: writeCursor({ xact: row.desk_xact, seq: row.desk_seq }),
    },
  };
}
