/** Statuses both ways: recipients submit them, senders read them from their desk. */
import { Controller, Get, HttpCode, Inject, Post, Query, Req } from '@nestjs/common';
import { ApiBody, ApiOperation, ApiTags } from '@nestjs/swagger';
import { readStatus, type BulkOutcome, type DeskStatus, type Page, type StatusRequest } from '@lienthong/edxml';
import { RefusedError, refusedError, throwIfRefused } from '@lienthong/edge';
import { findDocuments, readDesk, type DeskRow } from '@lienthong/store';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Exchange } from '../exchange.js';
import { exchangeToken } from '../tokens.js';
import { AskedBy, NeedsKey, type Caller } from './authenticate.js';
import { Intake } from './intake.js';
import { largestPage, PageQuery, pageOf, readCursor } from './paging.js';

const Status = z.strictObject({
  document: z.uuid().toLowerCase(),
  code: z.number().int().min(0).max(99),
  reason: z.string().max(1_000).optional(),
  staff: z.string().max(100).optional(),
});
const Statuses = z.strictObject({ statuses: z.array(Status).min(1).max(largestPage) });

@ApiTags('statuses')
@Controller('api/v1/statuses')
export class StatusesController {
  constructor(
    @Inject(exchangeToken) private readonly exchange: Exchange,
    @Inject(Intake) private readonly intake: Intake,
  ) {}

  @Post()
  @HttpCode(200)
  @NeedsKey('agency')
  @ApiOperation({ summary: 'Submit up to 500 statuses as JSON, or one edXML status message' })
  @ApiBody({ schema: { type: 'object', properties: { statuses: { type: 'array', maxItems: largestPage } } } })
  async submit(@AskedBy() caller: Caller, @Req() { body }: FastifyRequest): Promise<{ items: BulkOutcome[] }> {
    if (!Buffer.isBuffer(body)) return { items: await this.intake.say(caller, fromJson(body)) };
    const items = await this.intake.say(caller, [await this.fromMessage(caller, body)]);
    // A message is one status: refused, it is answered as a whole.
    for (const { refusal } of items) if (refusal !== undefined) throw new RefusedError(refusal);
    return { items };
  }

  @Get()
  @NeedsKey('agency')
  @ApiOperation({ summary: "The sender's desk: statuses that came back, from a cursor on" })
  async desk(
    @AskedBy() caller: Caller,
    @Query({ schema: PageQuery }) query: z.infer<typeof PageQuery>,
  ): Promise<Page<DeskStatus>> {
    const page = { after: readCursor(query.after), limit: query.limit };
    return pageOf(await readDesk(this.exchange.store, caller, page), query, describeStatus);
  }

  /** A status message names the document by its sender and DocumentId (QCVN 102:2016, group ResponseFor). */
  private async fromMessage(caller: Caller, bytes: Buffer): Promise<StatusRequest> {
    const message = throwIfRefused(readStatus(bytes));
    const directory = this.exchange.directory();
    const { organId, documentId } = message.responseFor;
    if (directory.agency(message.from.organId)?.code !== caller.agency)
      throw refusedError(
        'sender-mismatch',
        `The status is from ${message.from.organId}, the key belongs to ${caller.agency}`,
        'MessageHeader.From.OrganId',
      );
    const sender = directory.agency(organId)?.code ?? organId;
    const keys = [0, 1, 2, 3].map((operation) => ({
      ...{ place: caller.place, sender, document_id: documentId, operation },
    }));
    const [document] = await findDocuments(this.exchange.store, keys);
    if (document === undefined)
      throw refusedError(
        'document-not-found',
        `No document ${documentId} of ${organId} came to you`,
        'MessageHeader.ResponseFor.DocumentId',
      );
    const { statusCode: code, description, staff } = message;
    return {
      ...{ document: document.id, code },
      ...(description === undefined ? {} : { reason: description.slice(0, 1_000) }),
      ...(staff?.staff === undefined ? {} : { staff: staff.staff.slice(0, 100) }),
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

function describeStatus(row: DeskRow): DeskStatus {
  const { document, document_id: documentId, recipient, number, code, at, reason, staff } = row;
  return {
    ...{ document, documentId, recipient, number, code, at: at.toISOString() },
    ...(reason === null ? {} : { reason }),
    ...(staff === null ? {} : { staff }),
  };
}
