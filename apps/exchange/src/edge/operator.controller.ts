/** What the operator of a deployment does: keys for agencies, the rehearsal's clock, dead messages, the directory. */
import { Body, Controller, Delete, Get, Inject, Param, Post, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { readDirectoryCsv } from '@lienthong/directory';
import type { Hop, MintedKey } from '@lienthong/edxml';
import { AnswersWith, mintKey, refusedError } from '@lienthong/edge';
import {
  addKey,
  listDead,
  moveClock,
  officialTime,
  putAgencies,
  revokeKey,
  runClock,
  takeDead,
  type DeadMessage,
} from '@lienthong/store';
import { z } from 'zod';
import { write, type Exchange } from '../exchange.js';
import { Effects } from '../steps/effects.js';
import { exchangeToken } from '../tokens.js';
import { NeedsKey } from './authenticate.js';
import { rowOf, whyNotHere } from './directory-file.js';
import { answerPage, PageQuery, TimeText } from './paging.js';
import { ClockShape, DeadPage, ImportShape, MintedKeysShape, ResentShape } from './shapes/places.js';

const Agencies = z.strictObject({ agencies: z.array(z.string().min(1).max(35)).min(1).max(2_000) });
/** It never goes back: moved to the year 9999 by mistake, it would soon say a time that nothing can store. */
const lastMoment = Date.parse('2100-01-01T00:00:00Z');
const Clock = z
  .strictObject({
    to: z.exactOptional(TimeText.refine((text) => Date.parse(text) <= lastMoment, 'a time up to 2100')),
    run: z.exactOptional(z.literal(true)),
  })
  .refine(
    ({ to, run }) => (to === undefined) !== (run === undefined),
    'expected {"to": "a time with its zone"} or {"run": true}',
  );
const Csv = z.strictObject({ csv: z.string().min(1) });

@ApiTags('operator')
@Controller('api/v1/operator')
export class OperatorController {
  constructor(@Inject(exchangeToken) private readonly exchange: Exchange) {}

  @Post('keys')
  @AnswersWith(201, {
    words: 'The keys',
    shape: MintedKeysShape,
    refusals: ['recipient-unknown', 'keys-exhausted'],
  })
  @NeedsKey('operator')
  @ApiOperation({ summary: 'A new key for each agency, shown once; at most two are active for an agency' })
  async mint(@Body({ schema: Agencies }) { agencies }: z.infer<typeof Agencies>): Promise<{ keys: MintedKey[] }> {
    const homes = agencies.map((code) => ({ code, agency: this.exchange.directory().agency(code) }));
    const unknown = homes.find(({ agency }) => agency === undefined || !this.exchange.served.has(agency.place));
    if (unknown !== undefined)
      throw refusedError('recipient-unknown', `No agency ${unknown.code} lives at a place served here`, 'agencies');
    const keys = await this.exchange.store.transaction(async (tx) => {
      const minted: MintedKey[] = [];
      for (const { agency } of homes.sort((a, b) => (a.code < b.code ? -1 : 1))) {
        const { keyId, key, digest } = mintKey();
        const row = { keyId, agency: agency!.code, role: 'agency' as const, digest, expiresAt: null };
        if (!(await addKey(tx, agency!.place, row)))
          throw refusedError('keys-exhausted', `${agency!.code} has two active keys; withdraw one first`, 'agencies');
        minted.push({ agency: agency!.code, keyId, key });
      }
      return minted;
    });
    return { keys };
  }

  @Delete('keys/:keyId')
  @AnswersWith(204, { words: 'Withdrawn', refusals: ['message-not-found'] })
  @NeedsKey('operator')
  @ApiOperation({ summary: 'Withdraw a key' })
  async revoke(@Param('keyId') keyId: string): Promise<void> {
    const revoked = await this.exchange.store.transaction((tx) => revokeKey(tx, this.places(), keyId));
    if (!revoked) throw refusedError('message-not-found', `No active key ${keyId}`, 'keyId');
  }

  @Post('clock')
  @AnswersWith(200, { words: 'Official time now', shape: ClockShape, refusals: ['clock-refused'] })
  @NeedsKey('operator')
  @ApiOperation({
    summary: "Move a rehearsal's official time forward (one that runs goes on from there), or let it run",
  })
  async clock(@Body({ schema: Clock }) body: z.infer<typeof Clock>): Promise<{ now: string }> {
    const { store } = this.exchange;
    const moved = body.to === undefined ? await runClock(store) : await moveClock(store, new Date(body.to));
    if (moved !== undefined) return { now: moved.toISOString() };
    const { now, rehearsal } = await officialTime(store);
    const why = rehearsal ? `official time is ${now.toISOString()} and never goes back` : 'this is no rehearsal';
    throw refusedError('clock-refused', `The clock can not be moved: ${why}`, 'to');
  }

  @Get('dead')
  @AnswersWith(200, { words: 'A page', shape: DeadPage, refusals: ['cursor-invalid'] })
  @NeedsKey('operator')
  @ApiOperation({ summary: 'Messages whose attempts are used up' })
  async dead(@Query({ schema: PageQuery }) query: z.infer<typeof PageQuery>) {
    const after = query.after ?? '0';
    if (!/^\d{1,18}$/.test(after)) throw refusedError('cursor-invalid', 'Give back `next` of the page before', 'after');
    const rows = await listDead(this.exchange.store, this.places(), after, query.limit);
    const next = rows.at(-1)?.id ?? query.after;
    return answerPage(rows.map(describeDead), next, rows.length === query.limit);
  }

  @Post('dead/:id/resend')
  @AnswersWith(202, { words: 'It waits in the outbox again', shape: ResentShape, refusals: ['message-not-found'] })
  @NeedsKey('operator')
  @ApiOperation({ summary: 'Send a dead message again' })
  async resend(@Param('id') id: string): Promise<{ id: string }> {
    const found = /^\d{1,18}$/.test(id) && (await this.sendAgain(id));
    if (!found) throw refusedError('message-not-found', `No dead message ${id}`, 'id');
    return { id };
  }

  private sendAgain(id: string): Promise<boolean> {
    return write(this.exchange, async (tx) => {
      const message = await takeDead(tx, this.places(), id, tx.now);
      if (message === undefined) return false;
      const effects = new Effects(tx.now.toISOString());
      effects.outbox.push(message);
      effects.note(message.place, 'resent', [id, message.neighbour]);
      await effects.write(tx, this.exchange);
      return true;
    });
  }

  @Post('directory')
  @AnswersWith(200, { words: 'What was taken and what was not', shape: ImportShape })
  @NeedsKey('operator')
  @ApiOperation({ summary: 'Load agencies from CSV; each line that can not be taken is told with its reason' })
  async directory(@Body({ schema: Csv }) { csv }: z.infer<typeof Csv>) {
    const directory = this.exchange.directory();
    const { agencies, refused, tellsLife } = readDirectoryCsv(csv, (agency, inFile) =>
      whyNotHere(directory, agency, inFile),
    );
    if (agencies.length === 0) return { added: 0, changed: 0, refused };
    const rows = agencies.map((agency) => rowOf(agency, tellsLife));
    const done = await this.exchange.store.transaction((tx) => putAgencies(tx, rows));
    await this.exchange.refresh();
    return { ...done, refused };
  }

  private places(): string[] {
    return [...this.exchange.served.keys()];
  }
}

function describeDead({ id, place, neighbour, text, reason, at }: DeadMessage) {
  const { kind, document } = JSON.parse(text) as Hop;
  return { id, kind, document, place, neighbour, reason, at: at.toISOString() };
}
