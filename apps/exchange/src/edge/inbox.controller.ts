/** What a recipient does: read its inbox, fetch packages one by one or in bulk, take them off the list of new ones. */
import type { Readable } from 'node:stream';
import { Body, Controller, Get, Inject, Param, Post, Query, Req, Res } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { BulkOutcome, InboxItem, Page } from '@lienthong/edxml';
import { AnswersWith, packagesAnswer, refusedError, type PackagePart } from '@lienthong/edge';
import { readInbox, readInboxItems, searchInbox, type InboxRow } from '@lienthong/store';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Exchange } from '../exchange.js';
import { isId } from '../values/ids.js';
import { exchangeToken } from '../tokens.js';
import { AskedBy, NeedsKey, type Caller } from './authenticate.js';
import { Intake } from './intake.js';
import { describeItem } from './boxes/describe.js';
import { answerBox, BoxQuery, eventStream, type Box } from './boxes/read-box.js';
import { Watch } from './boxes/watch.js';
import { largestPage, orNull, wholePage } from './paging.js';
import { InboxItemShape, InboxPage, OutcomesShape } from './shapes/documents.js';

const InboxQuery = BoxQuery.extend({
  unacknowledged: z.stringbool().default(false),
  sender: z.string().max(35).optional(),
  type: z.coerce.number().int().min(0).max(32_767).optional(),
  urgency: z.coerce.number().int().min(0).max(4).optional(),
  status: z.coerce.number().int().min(0).max(99).optional(),
  urgent: z.stringbool().default(false),
  dueBy: z.iso.date().optional(),
  overdue: z.stringbool().default(false),
});
const Documents = z.strictObject({ documents: z.array(z.uuid().toLowerCase()).min(1) });
/** Packages read from the store at a time while a bulk answer streams. */
const readAhead = 50;

@ApiTags('inbox')
@Controller('api/v1/inbox')
export class InboxController {
  constructor(
    @Inject(exchangeToken) private readonly exchange: Exchange,
    @Inject(Intake) private readonly intake: Intake,
    @Inject(Watch) private readonly watch: Watch,
  ) {}

  @Get()
  @AnswersWith(200, {
    words:
      'A page; with `wait` as soon as there is something, with `Accept: text/event-stream` events `inbox` without end',
    ...{ shape: InboxPage, media: [eventStream], refusals: ['cursor-invalid'] },
  })
  @NeedsKey('agency')
  @ApiOperation({ summary: 'The inbox from a cursor on; nothing is ever missed by going on from `next`' })
  list(
    @AskedBy() caller: Caller,
    @Query({ schema: InboxQuery }) query: z.infer<typeof InboxQuery>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Page<InboxItem>> | Readable {
    return answerBox(this.watch, this.boxOf(query), { caller, query, request, reply });
  }

  private boxOf(query: z.infer<typeof InboxQuery>): Box<InboxRow, InboxItem> {
    const { store } = this.exchange;
    const { unacknowledged: newOnly, urgent, overdue, sender, type, urgency, status, from, to, dueBy } = query;
    const wishes = { sender, type, urgency, status, from, to, dueBy };
    const isSearch = urgent || overdue || Object.values(wishes).some((wish) => wish !== undefined);
    return {
      ...{ kind: 'inbox', show: describeItem },
      read: (who, limit) =>
        isSearch
          ? searchInbox(store, who, limit, { newOnly, urgent, overdue, ...orNull(wishes) })
          : readInbox(store, who, { after: who.after, limit, newOnly }).then((rows) => wholePage(rows, limit)),
    };
  }

  @Get(':document')
  @AnswersWith(200, { words: 'The document', shape: InboxItemShape, refusals: ['document-not-found'] })
  @NeedsKey('agency')
  @ApiOperation({ summary: 'One document of the inbox' })
  async one(@AskedBy() caller: Caller, @Param('document') document: string): Promise<InboxItem> {
    const [row] = isId(document) ? await readInboxItems(this.exchange.store, caller, [document]) : [];
    if (row === undefined) throw notInInbox(document);
    return describeItem(row);
  }

  @Post('packages')
  @AnswersWith(200, {
    words: 'The packages in the order asked, each with its length and digest',
    media: ['multipart/mixed'],
    refusals: ['bulk-too-large', 'document-not-found'],
  })
  @NeedsKey('agency')
  @ApiOperation({ summary: 'Up to 500 packages in one streamed multipart/mixed answer' })
  async packages(
    @AskedBy() caller: Caller,
    @Body({ schema: Documents }) body: z.infer<typeof Documents>,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    limitBulk(body.documents);
    const rows = await readInboxItems(this.exchange.store, caller, body.documents);
    const digests = new Map(rows.map((row) => [row.document, row.package]));
    const missing = body.documents.find((document) => !digests.has(document));
    if (missing !== undefined) throw notInInbox(missing);
    const answer = packagesAnswer(this.parts(body.documents, digests));
    await reply.type(answer.contentType).send(answer.body);
  }

  private async *parts(
    documents: readonly string[],
    digests: ReadonlyMap<string, string>,
  ): AsyncGenerator<PackagePart> {
    for (let at = 0; at < documents.length; at += readAhead) {
      const some = documents
        .slice(at, at + readAhead)
        .map((document) => ({ document, digest: digests.get(document)! }));
      const packages = await this.exchange.packages.read(some.map(({ digest }) => digest));
      for (const { document, digest } of some) {
        const bytes = packages.get(digest);
        if (bytes === undefined) throw new Error(`the package ${digest} is not stored`);
        yield { document, bytes, digest: Buffer.from(digest, 'hex') };
      }
    }
  }

  @Post('acknowledgements')
  @AnswersWith(200, { words: 'An outcome for each', shape: OutcomesShape, refusals: ['bulk-too-large'] })
  @NeedsKey('agency')
  @ApiOperation({ summary: 'Take documents off the list of new ones; statuses do so by themselves' })
  async acknowledge(
    @AskedBy() caller: Caller,
    @Body({ schema: Documents }) body: z.infer<typeof Documents>,
  ): Promise<{ items: BulkOutcome[] }> {
    limitBulk(body.documents);
    const found = await this.intake.acknowledge(caller, body.documents);
    return { items: body.documents.map((document) => outcomeOf(document, found.has(document))) };
  }
}

function limitBulk({ length }: readonly string[]): void {
  if (length > largestPage)
    throw refusedError('bulk-too-large', `${length} documents at once; name at most ${largestPage}`, 'documents');
}

function outcomeOf(document: string, found: boolean): BulkOutcome {
  if (found) return { document, outcome: 'recorded' };
  const detail = `No document ${document} stands in your inbox`;
  return { document, outcome: 'refused', refusal: { code: 'document-not-found', detail, where: 'documents' } };
}

function notInInbox(document: string) {
  return refusedError('document-not-found', `No document ${document} stands in your inbox`, 'document');
}
