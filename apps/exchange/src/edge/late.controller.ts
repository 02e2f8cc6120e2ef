/** What broke a time limit: counted by month, agency, tier and type, and the documents behind each count. */
import { Controller, Get, Inject, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { acknowledgeBy, receiptLimits, type LateDocument, type LateStatistic, type Page } from '@lienthong/edxml';
import { AnswersWith, refusedError } from '@lienthong/edge';
import {
  countLate,
  lateDocuments,
  officialTime,
  readStatistics,
  type LateCount,
  type LateDocumentRow,
  type LateKind,
} from '@lienthong/store';
import { z } from 'zod';
import type { Exchange } from '../exchange.js';
import { exchangeToken } from '../tokens.js';
import { firstId, isId } from '../values/ids.js';
import { AskedBy, NeedsKey, type Caller } from './authenticate.js';
import { PageQuery } from './paging.js';
import { LatePage, LateStatisticsShape } from './shapes/late.js';
import { filterOf, ownPlace, StatisticsFilter, StatisticsQuery } from './statistics.controller.js';

const DocumentsQuery = z.strictObject({
  ...PageQuery.shape,
  ...StatisticsFilter.shape,
  kind: z.enum(['sent', 'answered', 'unanswered']),
});

@ApiTags('statistics')
@Controller('api/v1/statistics/late')
export class LateController {
  constructor(@Inject(exchangeToken) private readonly exchange: Exchange) {}

  @Get()
  @AnswersWith(200, { words: 'The counts', shape: LateStatisticsShape })
  @NeedsKey()
  @ApiOperation({ summary: 'How many documents were sent late, taken up late, or are late and not taken up yet' })
  async counts(@AskedBy() caller: Caller, @Query({ schema: StatisticsQuery }) query: z.infer<typeof StatisticsQuery>) {
    const place = ownPlace(caller, query.place);
    const { store } = this.exchange;
    const filter = filterOf(place, query);
    const limits = receiptLimits((await officialTime(store)).now);
    const countBy = async (by: typeof query.by) => [
      ...(await countLate(store, by, filter, limits)),
      ...(await readStatistics(store, by, filter)).map(({ sent, month, agency, tier, type }) => ({
        ...{ sent: Number(sent), month, agency, tier, type },
      })),
    ];
    const items = query.by.length > 0 ? summed(await countBy(query.by), query.by) : [];
    return { place, by: query.by, items, total: summed(await countBy([]), [])[0]! };
  }

  @Get('documents')
  @AnswersWith(200, { words: 'A page', shape: LatePage, refusals: ['cursor-invalid'] })
  @NeedsKey()
  @ApiOperation({ summary: 'The documents behind a count; an agency sees its own' })
  async documents(
    @AskedBy() caller: Caller,
    @Query({ schema: DocumentsQuery }) query: z.infer<typeof DocumentsQuery>,
  ): Promise<Page<LateDocument>> {
    const { store } = this.exchange;
    const { kind, limit } = query;
    const agency = ownAgency(caller, query.agency);
    const filter = filterOf(ownPlace(caller, query.place), { ...query, agency });
    const limits = receiptLimits((await officialTime(store)).now);
    const rows = await lateDocuments(store, { kind, filter, limits }, readAfter(query.after), limit);
    const last = rows.at(-1);
    const next = last === undefined ? query.after : `${last.document}-${last.agency}`;
    const items = rows.map((row) => describeLate(kind, row));
    return { items, ...(next === undefined ? {} : { next }), more: rows.length === limit };
  }
}

/** Subjects of documents are for the operator of the place and for the agency that was late. */
function ownAgency(caller: Caller, asked: string | undefined): string | undefined {
  if (caller.role === 'operator') return asked;
  if (asked === undefined || asked === caller.agency) return caller.agency;
  throw refusedError('role-forbidden', `Your key belongs to ${caller.agency}, not to ${asked}`, 'agency');
}

function readAfter(after: string | undefined): { document: string; agency: string } {
  if (after === undefined) return { document: firstId, agency: '' };
  const [document, agency] = [after.slice(0, 36), after.slice(37)];
  if (isId(document) && after[36] === '-') return { document, agency };
  throw refusedError('cursor-invalid', 'Give back `next` of the page before, unchanged', 'after');
}

type Key = z.infer<typeof StatisticsQuery>['by'][number];
type Counted = Partial<LateCount> & { readonly sent?: number };

/** Counts of what was sent and of what was late stand side by side, a line for each combination of the keys. */
function summed(rows: readonly Counted[], by: readonly Key[]): LateStatistic[] {
  const lines = new Map<string, LateStatistic>();
  for (const { sent = 0, sent_late = 0, answered_late = 0, unanswered = 0, ...row } of rows) {
    const keys = Object.fromEntries(by.map((key) => [key, row[key]]));
    const name = JSON.stringify(by.map((key) => row[key]));
    const line = lines.get(name) ?? { ...keys, sent: 0, sentLate: 0, answeredLate: 0, unanswered: 0 };
    lines.set(name, {
      ...{ ...line, sent: line.sent + sent, sentLate: line.sentLate + sent_late },
      ...{ answeredLate: line.answeredLate + answered_late, unanswered: line.unanswered + unanswered },
    });
  }
  return [...lines].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, line]) => line);
}

function describeLate(kind: LateKind, row: LateDocumentRow): LateDocument {
  const due = row.due_at ?? acknowledgeBy(row.began_at, row.urgency);
  return {
    ...{ kind, agency: row.agency, document: row.document, sender: row.sender, documentId: row.document_id },
    ...{ code: row.code, subject: row.subject, typeName: row.type_name, urgency: row.urgency },
    ...{ since: row.began_at.toISOString(), due: due.toISOString() },
    ...(row.done_at === null ? {} : { done: row.done_at.toISOString() }),
  };
}
