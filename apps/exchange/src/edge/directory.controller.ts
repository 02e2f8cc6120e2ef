/** The directory as any key may read it, in pages. */
import { Controller, Get, Inject, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Agency } from '@lienthong/directory';
import { AnswersWith } from '@lienthong/edge';
import type { Page } from '@lienthong/edxml';
import type { z } from 'zod';
import type { Exchange } from '../exchange.js';
import { exchangeToken } from '../tokens.js';
import { NeedsKey } from './authenticate.js';
import { answerPage, PageQuery } from './paging.js';
import { AgencyPage } from './shapes/places.js';

@ApiTags('directory')
@Controller('api/v1/directory')
export class DirectoryController {
  constructor(@Inject(exchangeToken) private readonly exchange: Exchange) {}

  @Get()
  @AnswersWith(200, { words: 'A page', shape: AgencyPage })
  @NeedsKey()
  @ApiOperation({ summary: 'Agencies in the order of their codes' })
  list(@Query({ schema: PageQuery }) query: z.infer<typeof PageQuery>): Page<Agency> {
    const { agencies } = this.exchange.directory();
    const first = query.after === undefined ? 0 : positionAfter(agencies, query.after);
    const items = agencies.slice(first, first + query.limit);
    const next = items.at(-1)?.code ?? query.after;
    return answerPage(items, next, first + items.length < agencies.length);
  }
}

/** Agencies are in code order: the first one after `code`, found by halving. */
function positionAfter(agencies: readonly Agency[], code: string): number {
  let low = 0;
  let high = agencies.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (agencies[middle]!.code <= code) low = middle + 1;
    else high = middle;
  }
  return low;
}
