/** The four operations of the provincial axis' API: send, list what came, fetch, say that it was fetched. */
import { Body, Controller, Get, HttpCode, Inject, Post, Query, Req, type Type } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { dateFromWire } from '@lienthong/edxml';
import { readForm, refusedError, throwIfRefused, type Form } from '@lienthong/edge';
import { receivedPackages, type BoxKind } from '@lienthong/store';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { docIdOf } from '../boxes/doc-id.js';
import { findPackage, type FoundPackage } from '../boxes/fetch-package.js';
import { describeWaiting, noteTransport, readTransport } from '../boxes/transport-status.js';
import type { Caller } from '../edge/authenticate.js';
import { Intake } from '../edge/intake.js';
import { takeStatusMessage } from '../edge/take-status-message.js';
import type { Exchange } from '../exchange.js';
import { officialToday } from '../values/vietnam-date.js';
import { exchangeToken } from '../tokens.js';
import { AgencyAtDoor, answered, type ProvincialAnswer } from './provincial-door.js';

/** Packages in one list; a shorter time shows the rest. */
const longestList = 1_000;
const dayMs = 24 * 3_600_000;

const date = z.string().transform((text, context) => {
  const read = dateFromWire(text);
  if (read === undefined) context.addIssue('a date yyyy/MM/dd');
  return read ?? '';
});
const kind = z
  .string()
  .toLowerCase()
  .pipe(z.enum(['edoc', 'status']));
const ListQuery = z.object({ messageType: kind.default('edoc'), fromDate: date.optional(), toDate: date.optional() });
const DocIdQuery = z.object({ docId: z.string().max(100) });
const Update = z.object({ docId: z.string().max(100), status: z.string().max(40) });

type ListQuery = z.infer<typeof ListQuery>;

class ProvincialOperations {
  constructor(
    @Inject(exchangeToken) private readonly exchange: Exchange,
    @Inject(Intake) private readonly intake: Intake,
  ) {}

  @Post('sendEdoc')
  @HttpCode(200)
  async send(
    @AgencyAtDoor() caller: Caller,
    @Req() request: FastifyRequest,
  ): Promise<ProvincialAnswer<{ docId: string }>> {
    const form = await readForm(request);
    const [kind, bytes] = [kindOf(form), fileOf(form)];
    const docId = kind === 'edoc' ? await this.submit(caller, bytes, request.id) : await this.say(caller, bytes);
    return answered({ docId });
  }

  /** Both dates are official ones and belong to the time asked for; without them it is the last seven days. */
  @Get('syncReceivedEdocList')
  async list(
    @AgencyAtDoor() { place, agency }: Caller,
    @Query({ schema: ListQuery }) query: ListQuery,
  ): Promise<ProvincialAnswer<readonly object[]>> {
    const { store } = this.exchange;
    const who = { place, agency, kind: query.messageType };
    const rows = await receivedPackages(store, who, { ...(await this.timeOf(query)), limit: longestList });
    return answered(rows.map((row) => describeWaiting(who.kind, row)));
  }

  @Get('getEdoc')
  async fetch(
    @AgencyAtDoor() caller: Caller,
    @Query({ schema: DocIdQuery }) { docId }: z.infer<typeof DocIdQuery>,
  ): Promise<ProvincialAnswer<string>> {
    const { bytes } = await this.find(caller, docId);
    return answered((await bytes()).toString('base64'));
  }

  @Post('updateStatus')
  @HttpCode(200)
  async update(
    @AgencyAtDoor() caller: Caller,
    @Body({ schema: Update }) body: z.infer<typeof Update>,
  ): Promise<ProvincialAnswer<null>> {
    const state = readTransport(body.status.toLowerCase(), 'status');
    const { what } = await this.find(caller, body.docId);
    await noteTransport({ exchange: this.exchange, intake: this.intake }, caller.place, what, state);
    return answered(null);
  }

  private find({ place, agency }: Caller, docId: string): Promise<FoundPackage> {
    return findPackage(this.exchange, place, docId, (owner) => owner === agency);
  }

  private async submit(caller: Caller, bytes: Buffer, correlation: string): Promise<string> {
    return throwIfRefused(await this.intake.submit(caller, bytes, correlation)).document;
  }

  private async say(caller: Caller, bytes: Buffer): Promise<string> {
    const { document } = await takeStatusMessage(this.exchange, this.intake, caller, bytes);
    return docIdOf({ kind: 'edoc', document, recipient: caller.agency, number: 0 });
  }

  private async timeOf({ fromDate, toDate }: ListQuery): Promise<{ from: Date; to: Date }> {
    const today = await officialToday(this.exchange.store);
    const to = new Date(Date.parse(`${toDate ?? today}T00:00:00+07:00`) + dayMs);
    const from = fromDate === undefined ? new Date(to.getTime() - 7 * dayMs) : new Date(`${fromDate}T00:00:00+07:00`);
    return { from, to };
  }
}

function kindOf(form: Form): BoxKind {
  const read = kind.safeParse(form.fields.get('messageType') ?? 'edoc');
  if (read.success) return read.data;
  throw refusedError('request-invalid', 'A message is an edoc or a status', 'messageType');
}

function fileOf({ files }: Form): Buffer {
  const file = files.find(({ field }) => field === 'edocFile');
  if (file === undefined) throw refusedError('multipart-unreadable', 'The form has no part of this name', 'edocFile');
  if (file.bytes.length === 0) throw refusedError('package-empty', 'The part holds no package', 'edocFile');
  return file.bytes;
}

export function provincialRoutes(path: string): Type {
  @ApiExcludeController()
  @Controller(path)
  class ProvincialController extends ProvincialOperations {}
  return ProvincialController;
}
