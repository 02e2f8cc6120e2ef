/** The time-stamping authority over HTTP (RFC 3161 section 3.4). */
import { Body, Controller, Inject, Post, Res } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { AnswersWith, refusedError, TakesBody } from '@lienthong/edge';
import { answerStampRequest } from '@lienthong/signature';
import type { FastifyReply } from 'fastify';
import type { TrustAuthority } from '../authority.js';
import { stamperOf } from '../stamp.js';
import { authorityToken } from '../tokens.js';

export const stampRequestType = 'application/timestamp-query';

const stampAnswerType = 'application/timestamp-reply';

@ApiTags('public')
@Controller('tsa')
export class StampsController {
  constructor(@Inject(authorityToken) private readonly authority: TrustAuthority) {}

  @Post()
  @TakesBody({ [stampRequestType]: 'bytes' })
  @AnswersWith(200, { words: 'A time stamp response', media: [stampAnswerType] })
  @ApiOperation({ summary: 'A time stamp at official time' })
  async stamp(@Body() body: unknown, @Res() reply: FastifyReply): Promise<void> {
    if (!Buffer.isBuffer(body)) throw refusedError('media-type-unsupported', `Send ${stampRequestType}`);
    const { now } = await this.authority.clock();
    const answer = answerStampRequest(body, stamperOf(this.authority), now);
    reply.code(200).type(stampAnswerType).send(answer);
  }
}
