/** Agencies' webhooks as an operator sees them: where they lead, how they fare, and how one is stopped. */
import { Body, Controller, Get, Inject, Param, Post } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { AnswersWith, refusedError } from '@lienthong/edge';
import { readEveryWebhook, stopWebhook } from '@lienthong/store';
import { z } from 'zod';
import type { Exchange } from '../exchange.js';
import { exchangeToken } from '../tokens.js';
import { isId } from '../values/ids.js';
import { NeedsKey } from './authenticate.js';
import { OperatorWebhookShape, OperatorWebhooksShape } from './shapes/webhooks.js';
import { describeWebhook } from './webhooks.controller.js';

/** It stands in what the agency reads: one line, without control characters. */
const Stop = z.strictObject({
  reason: z.string().regex(/^[^\p{Cc}\p{Cs}]{1,200}$/u, 'a line of 1 to 200 characters'),
});

@ApiTags('operator')
@Controller('api/v1/operator/webhooks')
export class OperatorWebhooksController {
  constructor(@Inject(exchangeToken) private readonly exchange: Exchange) {}

  @Get()
  @AnswersWith(200, { words: 'All of them, by agency', shape: OperatorWebhooksShape })
  @NeedsKey('operator')
  @ApiOperation({ summary: 'The webhooks of all agencies served here' })
  async list() {
    const rows = await readEveryWebhook(this.exchange.store, [...this.exchange.served.keys()]);
    return { items: rows.map((row) => ({ agency: row.agency, ...describeWebhook(row) })) };
  }

  @Post(':id/stop')
  @AnswersWith(200, { words: 'It is called no more', shape: OperatorWebhookShape, refusals: ['webhook-not-found'] })
  @NeedsKey('operator')
  @ApiOperation({ summary: 'Stop a webhook: its agency sees the reason, can not resume it, and may make another one' })
  async stop(@Param('id') id: string, @Body({ schema: Stop }) { reason }: z.infer<typeof Stop>) {
    const places = [...this.exchange.served.keys()];
    const row = isId(id) ? await stopWebhook(this.exchange.store, places, id, `its operator: ${reason}`) : undefined;
    if (row === undefined) throw refusedError('webhook-not-found', `No webhook ${id.slice(0, 40)} is here`, 'id');
    return { agency: row.agency, ...describeWebhook(row) };
  }
}
