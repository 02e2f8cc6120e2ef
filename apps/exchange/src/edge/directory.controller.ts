/** The directory as any key may read it: its list in pages, and what has changed since a copy was made. */
import { Controller, Get, Inject, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { findAgencies, type Agency, type AgencyChange } from '@lienthong/directory';
import { AnswersWith } from '@lienthong/edge';
import type { Page } from '@lienthong/edxml';
import { z } from 'zod';
import type { Exchange } from '../exchange.js';
import { officialToday } from '../values/vietnam-date.js';
import { exchangeToken } from '../tokens.js';
import { NeedsKey } from './authenticate.js';
import { readVersion, writeVersion } from './directory-cursor.js';
import { PageQuery } from './paging.js';
import { AgencyPage, ChangesShape, TierShape } from './shapes/places.js';

const code = z.string().min(1).max(35).optional();
const ListQuery = z.strictObject({
  ...PageQuery.shape,
  ...{ place: code, parent: code, tier: TierShape.optional() },
  text: z.string().trim().min(1).max(100).optional(),
});
const ChangesQuery = z.strictObject({ since: z.string().max(200).optional(), limit: PageQuery.shape.limit });

@ApiTags('directory')
@Controller('api/v1/directory')
export class DirectoryController {
  constructor(@Inject(exchangeToken) private readonly exchange: Exchange) {}

  @Get()
  @AnswersWith(200, { words: 'A page', shape: AgencyPage })
  @NeedsKey()
  @ApiOperation({
    summary: 'Agencies in the order of their codes, by place, tier, the agency above, or a text in name or code',
  })
  list(@Query({ schema: ListQuery }) query: z.infer<typeof ListQuery>): Page<Agency> {
    const { after, limit, place, tier, parent, text } = query;
    const wishes = {
      ...(place !== undefined && { place }),
      ...(tier !== undefined && { tier }),
      ...(parent !== undefined && { parent }),
      ...(text !== undefined && { text }),
    };
    return findAgencies(this.exchange.directory(), wishes, { limit, ...(after !== undefined && { after }) });
  }

  @Get('changes')
  @AnswersWith(200, {
    words: 'What has changed',
    shape: ChangesShape,
    refusals: ['cursor-invalid', 'directory-version-unknown'],
  })
  @NeedsKey()
  @ApiOperation({
    summary:
      'What has changed since a version, in the order of the changes; without one, every agency: to keep a copy by',
  })
  async changes(
    @Query({ schema: ChangesQuery }) { since, limit }: z.infer<typeof ChangesQuery>,
  ): Promise<{ items: readonly AgencyChange[]; version: string; more: boolean }> {
    const position = await readVersion(this.exchange, since);
    const today = await officialToday(this.exchange.store);
    const directory = this.exchange.versionedDirectory();
    const { items, next, more } = directory.changesAfter(position, limit, today);
    return { items, version: writeVersion(directory.id, next), more };
  }
}
