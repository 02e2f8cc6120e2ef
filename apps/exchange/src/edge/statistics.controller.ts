/** What an administrator asks: the signed ratio by month, agency, tier and type, and the books of the place. */
import { Controller, Get, Inject, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Books, SignatureStatistic } from '@lienthong/edxml';
import { AnswersWith, refusedError } from '@lienthong/edge';
import {
  oldestInFlight,
  readBooks,
  readBookTotal,
  readStatistics,
  statisticKeys,
  type BookRow,
  type StatisticFilter,
  type StatisticRow,
} from '@lienthong/store';
import { z } from 'zod';
import type { Exchange } from '../exchange.js';
import { exchangeToken } from '../tokens.js';
import { AskedBy, NeedsKey, type Caller } from './authenticate.js';
import { orNull } from './paging.js';
import { BooksAnswerShape, StatisticsShape } from './shapes/places.js';

const month = z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/, 'a month as yyyy-MM');
export const StatisticsFilter = z.object({
  from: month.optional(),
  to: month.optional(),
  agency: z.string().max(35).optional(),
  tier: z.string().max(20).optional(),
  type: z.string().max(100).optional(),
  place: z.string().max(35).optional(),
});
export const StatisticsQuery = z.strictObject({
  by: z
    .string()
    .default('')
    .transform((words) => words.split(',').filter((word) => word !== ''))
    .pipe(z.array(z.enum(statisticKeys as ['month', 'agency', 'tier', 'type']))),
  ...StatisticsFilter.shape,
});
const BooksQuery = z.strictObject({ by: z.enum(['agency']).optional(), place: z.string().max(35).optional() });

@ApiTags('statistics')
@Controller('api/v1/statistics')
export class StatisticsController {
  constructor(@Inject(exchangeToken) private readonly exchange: Exchange) {}

  @Get('signatures')
  @AnswersWith(200, { words: 'The counts', shape: StatisticsShape })
  @NeedsKey()
  @ApiOperation({ summary: 'Signed to total on four levels, straight from the rollups' })
  async signatures(
    @AskedBy() caller: Caller,
    @Query({ schema: StatisticsQuery }) query: z.infer<typeof StatisticsQuery>,
  ) {
    const place = ownPlace(caller, query.place);
    const filter = filterOf(place, query);
    const rows = query.by.length > 0 ? await readStatistics(this.exchange.store, query.by, filter) : [];
    const [total] = await readStatistics(this.exchange.store, [], filter);
    return { place, by: query.by, items: rows.map(describeRow), total: describeRow(total!) };
  }

  @Get('books')
  @AnswersWith(200, { words: 'The books', shape: BooksAnswerShape })
  @NeedsKey()
  @ApiOperation({ summary: 'Deliveries by their end: what was accepted here and what became of it' })
  async books(@AskedBy() caller: Caller, @Query({ schema: BooksQuery }) query: z.infer<typeof BooksQuery>) {
    const place = ownPlace(caller, query.place);
    const { store } = this.exchange;
    const total = describeBook(await readBookTotal(store, place));
    const items = query.by === 'agency' ? (await readBooks(store, [place])).map(describeBook) : [total];
    const oldest = await oldestInFlight(store, place);
    return { items, total, oldestInFlight: oldest?.toISOString() ?? null };
  }
}

export function filterOf(place: string, query: z.infer<typeof StatisticsFilter>): StatisticFilter {
  const { from, to, agency, tier, type } = query;
  return { places: [place], ...orNull({ from, to, agency, tier, type }) };
}

/** Statistics belong to a place: its agencies and its operator see them, nobody else's. */
export function ownPlace(caller: Caller, asked: string | undefined): string {
  if (asked === undefined || asked === caller.place) return caller.place;
  throw refusedError('role-forbidden', `Your key belongs to ${caller.place}, not to ${asked}`, 'place');
}

function describeRow(row: StatisticRow): SignatureStatistic {
  const { sent, declared, present, valid, trusted, ...keys } = row;
  const count = Number(sent);
  return {
    ...keys,
    sent: count,
    declared: Number(declared),
    present: Number(present),
    valid: Number(valid),
    trusted: Number(trusted),
    signedRatio: count === 0 ? null : Number(trusted) / count,
  };
}

function describeBook(row: BookRow): Books {
  const [accepted, delivered, refused, expired, dead] = [
    row.accepted,
    row.delivered,
    row.refused,
    row.expired,
    row.dead,
  ].map(Number) as [number, number, number, number, number];
  return {
    ...{
      place: row.place,
      ...(row.agency === undefined ? {} : { agency: row.agency }),
      documents: Number(row.documents),
    },
    ...{ accepted, delivered, refused, expired, dead },
    inFlight: accepted - delivered - refused - expired - dead,
    statuses: Number(row.statuses),
  };
}
