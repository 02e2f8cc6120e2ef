/** A sandbox for developers: its operator empties it, and begins anew with the same agencies, keys and webhooks. */
import { Controller, Inject, Post } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { AnswersWith, refusedError } from '@lienthong/edge';
import { resetSandbox } from '@lienthong/store';
import { z } from 'zod';
import type { Exchange } from '../exchange.js';
import { exchangeToken } from '../tokens.js';
import { NeedsKey } from './authenticate.js';

const ResetShape = z
  .strictObject({ resets: z.int().meta({ description: 'How often this sandbox has been emptied' }) })
  .meta({ id: 'SandboxReset' });

@ApiTags('operator')
@Controller('api/v1/operator/sandbox')
export class SandboxController {
  constructor(@Inject(exchangeToken) private readonly exchange: Exchange) {}

  @Post('reset')
  @AnswersWith(200, { words: 'It is empty', shape: ResetShape, refusals: ['reset-refused'] })
  @NeedsKey('operator')
  @ApiOperation({
    summary: 'Empty a rehearsal: documents, books and chains go; agencies, keys, webhooks and the clock stay',
  })
  async reset(): Promise<{ resets: number }> {
    const done = await resetSandbox(this.exchange.store);
    if (done === 'no rehearsal')
      throw refusedError('reset-refused', 'This is no rehearsal: what was sent here is never deleted');
    if ('messages' in done)
      throw refusedError('reset-refused', `${done.messages} messages are under way; wait until they have arrived`);
    return done;
  }
}
