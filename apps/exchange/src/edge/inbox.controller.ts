/** What a recipient does: read its inbox, fetch packages one by one or in bulk, take them off the list of new ones. */
import { Body, Controller, Get, HttpCode, Inject, Param, Post, Query, Res } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { BulkOutcome, InboxItem, Page } from '@lienthong/edxml';
import { packagesAnswer, refusedError, type PackagePart } from '@lienthong/edge';
import { readInbox, readInboxItems, type InboxRow } from '@lienthong/store';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import type { Exchange } from '../exchange.js';
import { isId } from '../ids.js';
import { exchangeToken } from '../tokens.js';
import { AskedBy, NeedsKey, type Caller } from './authenticate.js';
import { Intake } from './intake.js';
import { largestPage, PageQuery, pageOf, readCursor } from './paging.js';

const InboxQuery = PageQuery.extend({ unacknowledged: z.stringbool().default(false) });
const Documents = z.strictObject({ documents: z.array(z.uuid().toLowerCase()).min(1) });
/** Packages read from the store at a time while a bulk answer streams. */
const readAhead = 50;

@ApiTags('inbox')
@Controller('api/v1/inbox')
export class InboxController {
  constructor(
    @Inject(exchangeToken) private readonly exchange: Exchange,
    @Inject(Intake) private readonly intake: Intake,
  ) {}

  @Get()
  @NeedsKey('agency')
  @ApiOperation({ summary: 'The inbox from a cursor on; nothing is ever missed by going on from `next`' })
  async list(
    @AskedBy() caller: Caller,
    @Query({ schema: InboxQuery }) query: z.infer<typeof InboxQuery>,
  ): Promise<Page<InboxItem>> {
    const page = { after: readCursor(query.after), limit: query.limit, newOnly: query.unacknowledged };
    return pageOf(await readInbox(this.exchange.store, caller, page), query, describeItem);
  }

  @Get(':document')
  @NeedsKey('agency')
  @ApiOperation({ summary: 'One document of the inbox' })
  async one(@AskedBy() caller: Caller, @Param('document') document: string): Promise<InboxItem> {
    const [row] = isId(document) ? await readInboxItems(this.exchange.store, caller, [document]) : [];
    if (row === undefined) throw notInInbox(document);
    return describeItem(row);
  }

  @Post('packages')
  @HttpCode(200)
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
  @HttpCode(200)
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

function describeItem(row: InboxRow): InboxItem {
  const { declared, present, valid, trusted, verdict } = row;
  return {
    document: row.document,
    sender: row.sender,
    documentId: row.document_id,
    operation: row.operation,
    code: row.code,
    subject: row.subject,
    type: row.type,
    typeName: row.type_name,
    urgency: row.urgency,
    promulgated: row.promulgated,
    arrivedAt: row.at.toISOString(),
    packageDigest: row.package,
    packageSize: row.package_size,
    facts: { declared, present, valid, trusted, verdict },
    status: row.status,
    acknowledged: row.acknowledged,
  };
}
