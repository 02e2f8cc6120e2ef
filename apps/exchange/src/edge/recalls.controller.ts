/** Taking back what was sent: the sender says it, the recipient finds it among the requests of senders. */
import { Body, Controller, Get, Inject, Param, Post, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Page, RecallOutcome, SenderRequest } from '@lienthong/edxml';
import { AnswersWith, refusedError } from '@lienthong/edge';
import { readRequests, type RequestRow } from '@lienthong/store';
import { z } from 'zod';
import type { Exchange } from '../exchange.js';
import { isId } from '../values/ids.js';
import { acts } from '../steps/asked.js';
import { submitRecall } from '../steps/begin-acts.js';
import { exchangeToken } from '../tokens.js';
import { AskedBy, NeedsKey, type Caller } from './authenticate.js';
import { answerPage, PageQuery, readCursor, writeCursor } from './paging.js';
import { pickWords, readWords } from '../values/words.js';
import { Contact } from './shapes/parts.js';
import { RecallOutcomesShape, SenderRequestPage } from './shapes/documents.js';

const Recall = z.strictObject({
  reason: z.string().trim().min(1).max(1_000),
  staff: z.string().max(100).optional(),
  contact: Contact.optional(),
  recipients: z.array(z.string().max(30)).min(1).optional(),
});

@ApiTags('recalls')
@Controller('api/v1')
export class RecallsController {
  constructor(@Inject(exchangeToken) private readonly exchange: Exchange) {}

  @Post('documents/:document/recall')
  @AnswersWith(200, {
    words: 'An outcome for each recipient',
    ...{ shape: RecallOutcomesShape, refusals: ['document-not-found'] },
  })
  @NeedsKey('agency')
  @ApiOperation({ summary: 'Ask recipients to give an own document back (status 13); they answer 15 or 16' })
  async recall(
    @AskedBy() { place, agency }: Caller,
    @Param('document') document: string,
    @Body({ schema: Recall }) body: z.infer<typeof Recall>,
  ): Promise<{ items: RecallOutcome[] }> {
    const { reason, recipients } = body;
    const said = { place, agency, document, ...pickWords(body), reason, ...(recipients && { recipients }) };
    const items = isId(document) ? await submitRecall(this.exchange, said) : undefined;
    if (items === undefined) throw refusedError('document-not-found', `No document ${document} of yours`, 'document');
    return { items };
  }

  @Get('inbox/requests')
  @AnswersWith(200, { words: 'A page', shape: SenderRequestPage, refusals: ['cursor-invalid'] })
  @NeedsKey('agency')
  @ApiOperation({ summary: 'What senders do to documents in the inbox (recall, update, replace), from a cursor on' })
  async requests(
    @AskedBy() caller: Caller,
    @Query({ schema: PageQuery }) query: z.infer<typeof PageQuery>,
  ): Promise<Page<SenderRequest>> {
    const page = { after: readCursor(query.after), limit: query.limit };
    const rows = await readRequests(this.exchange.store, caller, page);
    const end = rows.at(-1);
    const next = end === undefined ? query.after : writeCursor(end);
    return answerPage(rows.map(describeRequest), next, rows.length === query.limit);
  }
}

function describeRequest(row: RequestRow): SenderRequest {
  const { document, sender, document_id: documentId, number, act, at, operation } = row;
  return {
    ...{ document, sender, documentId, number, act: acts[act - 1]!, at: at.toISOString() },
    ...readWords(row),
    ...(operation === null ? {} : { operation }),
  };
}
