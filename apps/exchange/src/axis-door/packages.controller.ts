/** Packages at the door of the axis: sent for an agency of the centre, listed until they are done, fetched, answered. */
import { Controller, Get, Header, HttpCode, Inject, Post, Req, UseInterceptors, type Type } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { readForm, refusedError, throwIfRefused } from '@lienthong/edge';
import { countPackages, takeIntoBox, waitingPackages, type BoxKind } from '@lienthong/store';
import type { FastifyRequest } from 'fastify';
import { docIdOf } from '../boxes/doc-id.js';
import { findPackage, type FoundPackage } from '../boxes/fetch-package.js';
import { readLimits } from '../boxes/read-limits.js';
import { describeWaiting, noteTransport, readTransport } from '../boxes/transport-status.js';
import { Intake, type Sender } from '../edge/intake.js';
import { takeStatusMessage } from '../edge/take-status-message.js';
import type { Exchange } from '../exchange.js';
import { exchangeToken } from '../tokens.js';
import { AxisAnswers } from './answers.js';
import { AtCentre, type Centre } from './axis-door.js';
import { fileIn } from './bound-fields.js';
import { agencyNamesFor } from './names-for.js';
import { readKind } from './read-kind.js';

/** Packages in one list: those that wait longest; what is done makes room for the next. */
const longestList = 1_000;
/** Packages taken into a box in one transaction, and how often for one request: a backlog of 50,000 is counted at once. */
const takenAtOnce = 1_000;
const mostRounds = 50;

@UseInterceptors(AxisAnswers)
class PackageOperations {
  constructor(
    @Inject(exchangeToken) private readonly exchange: Exchange,
    @Inject(Intake) private readonly intake: Intake,
  ) {}

  @Post('sendEdoc')
  @HttpCode(200)
  async send(@AtCentre() centre: Centre, @Req() request: FastifyRequest): Promise<{ DocId: string }> {
    const { fields, mustSignBody: mustSign, isOctets } = centre;
    const kind = readKind(fields);
    const sender = this.senderOf(centre);
    const bytes = fileIn(fields, await bodyOf(request), { mustSign, isOctets });
    if (kind === 'status') return this.say(sender, bytes);
    const { document } = throwIfRefused(await this.intake.submit(sender, bytes, request.id));
    return { DocId: document };
  }

  @Post('getReceivedEdocList')
  @HttpCode(200)
  async list(@AtCentre() centre: Centre): Promise<{ data: readonly object[] }> {
    const kind = readKind(centre.fields);
    const box = await this.open(centre, kind);
    const limits = readLimits((name) => centre.fields.get(name), 'XroadVnpt-');
    const rows = await waitingPackages(this.exchange.store, box, { ...limits, limit: longestList });
    const named = agencyNamesFor(this.exchange.directory(), centre);
    return { data: rows.map((row) => describeWaiting(kind, row, named)) };
  }

  @Post('getEdoc')
  @HttpCode(200)
  async fetch(@AtCentre() centre: Centre): Promise<{ data: string }> {
    const { bytes } = await this.find(centre);
    return { data: (await bytes()).toString('base64') };
  }

  @Get('downloadEdoc')
  @Header('Content-Type', 'application/octet-stream')
  async download(@AtCentre() centre: Centre): Promise<Buffer> {
    const { bytes } = await this.find(centre);
    return bytes();
  }

  @Post('updateStatus')
  @HttpCode(200)
  async update(@AtCentre() centre: Centre): Promise<undefined> {
    const state = readTransport(centre.fields.needed('status'), 'XroadVnpt-status');
    const { what } = await this.find(centre);
    await noteTransport({ exchange: this.exchange, intake: this.intake }, centre.place, what, state);
  }

  @Post('countReceiveEdoc')
  @HttpCode(200)
  countDocuments(@AtCentre() centre: Centre): Promise<{ count: number }> {
    return this.count(centre, 'edoc');
  }

  @Get('countReceiveEdoc')
  countDocumentsToo(@AtCentre() centre: Centre): Promise<{ count: number }> {
    return this.count(centre, 'edoc');
  }

  @Post('countReceiveStatus')
  @HttpCode(200)
  countStatuses(@AtCentre() centre: Centre): Promise<{ count: number }> {
    return this.count(centre, 'status');
  }

  @Get('countReceiveStatus')
  countStatusesToo(@AtCentre() centre: Centre): Promise<{ count: number }> {
    return this.count(centre, 'status');
  }

  private async count(centre: Centre, kind: BoxKind): Promise<{ count: number }> {
    return { count: await countPackages(this.exchange.store, await this.open(centre, kind)) };
  }

  /** Takes what is new into the centre's box. */
  private async open({ place }: Centre, kind: BoxKind): Promise<{ place: string; kind: BoxKind }> {
    const box = { place, kind };
    const take = () => this.exchange.store.transaction((tx) => takeIntoBox(tx, box, takenAtOnce));
    for (let round = 0; round < mostRounds && (await take());) round++;
    return box;
  }

  private find({ place, fields }: Centre): Promise<FoundPackage> {
    const { exchange } = this;
    const docId = fields.needed('docId');
    return findPackage(exchange, place, docId, (agency) => exchange.directory().homeOf(agency) === place);
  }

  private async say(sender: Sender, bytes: Buffer): Promise<{ DocId: string }> {
    const { document, agency } = await takeStatusMessage(this.exchange, this.intake, sender, bytes);
    return { DocId: docIdOf({ kind: 'edoc', document, recipient: agency, number: 0 }) };
  }

  /** A centre speaks for the agencies that live at its place, and for no others; under its own name for the one that the message names. */
  private senderOf({ place, names, fields }: Centre): Sender {
    const code = fields.needed('from');
    if (names.includes(code)) return { place };
    const agency = this.exchange.directory().agency(code);
    if (agency?.place === place) return { agency: agency.code, place };
    throw refusedError('sender-mismatch', `${code.slice(0, 40)} is not an agency of ${place}`, 'XroadVnpt-from');
  }
}

/** The edXML bytes themselves, or the part `file_doc` of a form. */
async function bodyOf(request: FastifyRequest): Promise<Buffer> {
  const bytes = request.isMultipart() ? await partOf(request) : (request.body as Buffer | undefined);
  if (bytes !== undefined && bytes.length > 0) return bytes;
  throw refusedError('package-empty', 'The request holds no package', 'body');
}

async function partOf(request: FastifyRequest): Promise<Buffer | undefined> {
  const { files } = await readForm(request);
  const file = files.find(({ field }) => field === 'file_doc');
  if (file === undefined) throw refusedError('multipart-unreadable', 'The form has no part of this name', 'file_doc');
  return file.bytes;
}

export function packageRoutes(path: string): Type {
  @ApiExcludeController()
  @Controller(path)
  class PackageController extends PackageOperations {}
  return PackageController;
}
