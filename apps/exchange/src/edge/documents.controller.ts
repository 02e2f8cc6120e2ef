/** What a sender does: submit a package, follow it, read its receipt, fetch its bytes again. */
import { Controller, Get, Inject, Param, Post, Query, Req, Res } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { AcceptanceReceipt, DocumentView, ListedDocument, Page, Submission } from '@lienthong/edxml';
import { AnswersWith, refusedError, reprDigest, TakesBody, throwIfRefused } from '@lienthong/edge';
import { packageDigestFor, readSentOne } from '@lienthong/store';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { readAcceptances } from '../intake/acceptance.js';
import { servedPlace, type Exchange } from '../exchange.js';
import { isId } from '../values/ids.js';
import { exchangeToken } from '../tokens.js';
import { AskedBy, NeedsKey, type Caller } from './authenticate.js';
import { describeDocument, describeListed } from './describe-document.js';
import { Intake } from './intake.js';
import { answerPage, writeSentCursor } from './paging.js';
import { readSubmission, SubmissionForm } from './read-submission.js';
import { DocumentsQuery, findDocumentsOf } from './search-documents.js';
import { DocumentPage, DocumentShape, ReceiptShape, SubmissionShape } from './shapes/documents.js';
import { refusalsOfSubmissions } from './shapes/submission.js';

@ApiTags('documents')
@Controller('api/v1/documents')
export class DocumentsController {
  constructor(
    @Inject(exchangeToken) private readonly exchange: Exchange,
    @Inject(Intake) private readonly intake: Intake,
  ) {}

  @Post()
  @AnswersWith(202, { words: 'Taken in, with the receipt', shape: SubmissionShape, refusals: refusalsOfSubmissions })
  @NeedsKey('agency')
  @ApiOperation({ summary: 'Submit a document: an edXML package, or metadata and files' })
  @TakesBody({
    'application/edxml': 'bytes',
    'application/xml': 'bytes',
    'application/octet-stream': 'bytes',
    'multipart/form-data': SubmissionForm,
  })
  async submit(
    @AskedBy() caller: Caller,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Submission> {
    const bytes = await readSubmission(this.exchange, caller, request);
    const submission = throwIfRefused(await this.intake.submit(caller, bytes, request.id));
    void reply.header('Location', `/api/v1/documents/${submission.document}`);
    return submission;
  }

  @Get()
  @AnswersWith(200, { words: 'A page', shape: DocumentPage, refusals: ['cursor-invalid'] })
  @NeedsKey('agency')
  @ApiOperation({
    summary:
      "The sender's own documents, oldest first; those that are looked for, or all. Nothing is missed by going on from `next`",
  })
  async list(
    @AskedBy() caller: Caller,
    @Query({ schema: DocumentsQuery }) query: z.infer<typeof DocumentsQuery>,
  ): Promise<Page<ListedDocument>> {
    const { rows, end, more } = await findDocumentsOf(this.exchange, caller, query);
    const next = end === undefined ? query.after : writeSentCursor(end);
    return answerPage(rows.map(describeListed), next, more);
  }

  @Get(':document')
  @AnswersWith(200, { words: 'The document', shape: DocumentShape, refusals: ['document-not-found'] })
  @NeedsKey('agency')
  @ApiOperation({ summary: 'One own document, followed hop by hop' })
  async one(@AskedBy() caller: Caller, @Param('document') document: string): Promise<DocumentView> {
    const view = isId(document) ? await describeDocument(this.exchange, caller, document) : undefined;
    if (view === undefined) throw notYours(document);
    return view;
  }

  @Get(':document/receipt')
  @AnswersWith(200, { words: 'The receipt', shape: ReceiptShape, refusals: ['document-not-found'] })
  @NeedsKey('agency')
  @ApiOperation({ summary: 'The signed acceptance receipt, the same each time' })
  async receipt(@AskedBy() caller: Caller, @Param('document') document: string): Promise<AcceptanceReceipt> {
    const row = isId(document) ? await readSentOne(this.exchange.store, caller, document) : undefined;
    if (row === undefined) throw notYours(document);
    const found = await readAcceptances(this.exchange.store, servedPlace(this.exchange, caller.place), [document]);
    const submission = found.get(document);
    if (submission === undefined) throw new Error(`document ${document} has no receipt`);
    return submission.receipt;
  }

  @Get(':document/package')
  @AnswersWith(200, { words: 'The package', media: ['application/edxml'], refusals: ['document-not-found'] })
  @NeedsKey('agency')
  @ApiOperation({ summary: 'The package, byte for byte as received; for its sender and its recipients' })
  async package(
    @AskedBy() caller: Caller,
    @Param('document') document: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Buffer> {
    const digest = isId(document) ? await packageDigestFor(this.exchange.store, caller, document) : undefined;
    if (digest === undefined) throw notYours(document);
    const bytes = (await this.exchange.packages.read([digest])).get(digest);
    if (bytes === undefined) throw new Error(`the package ${digest} is not stored`);
    void reply.header('Repr-Digest', reprDigest(Buffer.from(digest, 'hex'))).type('application/edxml');
    // The digest names the bytes for ever.
    void reply.header('ETag', `"${digest}"`).header('Cache-Control', 'private, max-age=31536000, immutable');
    return bytes;
  }
}

function notYours(document: string) {
  return refusedError('document-not-found', `No document ${document} of yours`, 'document');
}
