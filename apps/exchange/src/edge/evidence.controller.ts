/** What authorities said, by its digest as verdicts name it: with it anybody judges a signature again, years later. */
import { Controller, Get, Inject, Param, Res } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { AnswersWith, refusedError } from '@lienthong/edge';
import { readEvidence } from '@lienthong/store';
import type { FastifyReply } from 'fastify';
import type { Exchange } from '../exchange.js';
import { exchangeToken } from '../tokens.js';
import { NeedsKey } from './authenticate.js';

const mediaTypes = { list: 'application/pkix-crl', answer: 'application/ocsp-response' } as const;

@ApiTags('documents')
@Controller('api/v1/evidence')
export class EvidenceController {
  constructor(@Inject(exchangeToken) private readonly exchange: Exchange) {}

  @Get(':digest')
  @AnswersWith(200, {
    words: 'DER',
    ...{ media: Object.values(mediaTypes), refusals: ['evidence-not-found'] },
  })
  @NeedsKey()
  @ApiOperation({ summary: 'A revocation list or an OCSP answer (DER) that a verdict names by its SHA-256' })
  async one(@Param('digest') digest: string, @Res({ passthrough: true }) reply: FastifyReply): Promise<Buffer> {
    const isDigest = /^[0-9a-f]{64}$/.test(digest);
    const found = isDigest ? await readEvidence(this.exchange.store, digest) : undefined;
    if (found === undefined) throw refusedError('evidence-not-found', `No verdict here rests on ${digest}`, 'digest');
    void reply.type(mediaTypes[found.kind]);
    return found.bytes;
  }
}
