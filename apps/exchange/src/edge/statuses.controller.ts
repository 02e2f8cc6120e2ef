/** Statuses both ways: recipients submit them, senders read them from their desk. */
import type { Readable } from 'node:stream';
import { Controller, Get, Inject, Post, Query, Req, Res } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { BulkOutcome, DeskStatus, Page, StatusRequest } from '@lienthong/edxml';
import { AnswersWith, refusedError, TakesBody } from '@lienthong/edge';
import { readDesk, searchDesk, type DeskRow } from '@lienthong/store';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Exchange } from '../exchange.js';
import { exchangeToken } from '../tokens.js';
import { AskedBy, NeedsKey, type Caller } from './authenticate.js';
import { Intake } from './intake.js';
import { describeStatus } from './boxes/describe.js';
import { answerBox, BoxQuery, eventStream, type Box } from './boxes/read-box.js';
import { Watch } from './boxes/watch.js';
import { largestPage, orNull, wholePage } from './paging.js';
import { DeskPage, OutcomesShape } from './shapes/documents.js';
import { Contact } from './shapes/parts.js';
import { refusalsOfStatuses } from './shapes/submission.js';
import { takeStatusMessage } from './take-status-message.js';

const Status = z.strictObject({
  document: z.uuid().toLowerCase(),
  code: z.number().int().min(0).max(99),
  reason: z.string().max(1_000).optional(),
  staff: z.string().max(100).optional(),
  contact: Contact.optional(),
});
const DeskQuery = BoxQuery.extend({
  recipient: z.string().max(35).optional(),
  document: z.uuid().optional(),
  code: z.coerce.number().int().min(0).max(99).optional(),
});
const Statuses = z.strictObject({ statuses: z.array(Status).min(1).max(largestPage) });

@ApiTags('statuses')
@Controller('api/v1/statuses')
export class StatusesController {
  constructor(
    @Inject(exchangeToken) private readonly exchange: Exchange,
    @Inject(Intake) private readonly intake: Intake,
    @Inject(Watch) private readonly watch: Watch,
  ) {}

  @Post()
  @AnswersWith(200, { words: 'An outcome for each', shape: OutcomesShape, refusals: refusalsOfStatuses })
  @NeedsKey('agency')
  @ApiOperation({ summary: 'Submit up to 500 statuses as JSON, or one edXML status message' })
  @TakesBody({ 'application/json': Statuses, 'application/edxml': 'bytes', 'application/xml': 'bytes' })
  async submit(@AskedBy() caller: Caller, @Req() { body }: FastifyRequest): Promise<{ items: BulkOutcome[] }> {
    if (!Buffer.isBuffer(body)) return { items: await this.intake.say(caller, fromJson(body)) };
    const { outcome } = await takeStatusMessage(this.exchange, this.intake, caller, body);
    return { items: [outcome] };
  }

  @Get()
  @AnswersWith(200, {
    words:
      'A page; with `wait` as soon as there is something, with `Accept: text/event-stream` events `status` without end',
    ...{ shape: DeskPage, media: [eventStream], refusals: ['cursor-invalid'] },
  })
  @NeedsKey('agency')
  @ApiOperation({ summary: "The sender's desk: statuses that came back, from a cursor on" })
  desk(
    @AskedBy() caller: Caller,
    @Query({ schema: DeskQuery }) query: z.infer<typeof DeskQuery>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Page<DeskStatus>> | Readable {
    return answerBox(this.watch, this.boxOf(query), { caller, query, request, reply });
  }

  private boxOf(query: z.infer<typeof DeskQuery>): Box<DeskRow, DeskStatus> {
    const { store } = this.exchange;
    const { recipient, document, code, from, to } = query;
    const isSearch = [recipient, document, code, from, to].some((wish) => wish !== undefined);
    return {
      ...{ kind: 'desk', show: describeStatus },
      read: (who, limit) =>
        isSearch
          ? searchDesk(store, who, limit, orNull({ recipient, document, code, from, to }))
          : readDesk(store, who, { after: who.after, limit }).then((rows) => wholePage(rows, limit)),
    };
  }
}

function fromJson(body: unknown): StatusRequest[] {
  const parsed = Statuses.safeParse(body);
  if (parsed.success) return parsed.data.statuses as StatusRequest[];
  const tooMany = Array.isArray((body as { statuses?: unknown } | null)?.statuses)
    ? (body as { statuses: unknown[] }).statuses.length
    : 0;
  if (tooMany > largestPage)
    throw refusedError('bulk-too-large', `${tooMany} statuses at once; send at most ${largestPage}`, 'statuses');
  const [issue] = parsed.error.issues;
  const where = ['body', ...(issue?.path ?? [])].join('.');
  throw refusedError('request-invalid', `${where}: ${issue?.message ?? 'unusable'}`, where);
}
