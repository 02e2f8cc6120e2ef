/** The journal as auditors read it: the very lines, and its stamped head to keep elsewhere. */
import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Controller, Get, Inject, Res } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { AnswersWith } from '@lienthong/edge';
import type { FastifyReply } from 'fastify';
import type { TrustAuthority } from '../authority.js';
import { authorityToken } from '../tokens.js';
import { HeadShape } from './shapes.js';

@ApiTags('journal')
@Controller('api/v1/journal')
export class JournalController {
  constructor(@Inject(authorityToken) private readonly authority: TrustAuthority) {}

  @Get()
  @AnswersWith(200, { words: 'The lines', media: ['text/plain'] })
  @ApiOperation({ summary: 'The whole journal: lines of hash and JSON; role auditor' })
  lines(@Res() reply: FastifyReply): void {
    reply.type('text/plain; charset=utf-8').send(createReadStream(this.file('journal')));
  }

  @Get('head')
  @AnswersWith(200, { words: 'The head', shape: HeadShape })
  @ApiOperation({ summary: 'Where the journal stands, time-stamped; role auditor' })
  async head(@Res() reply: FastifyReply): Promise<void> {
    reply.type('application/json; charset=utf-8').send(await readFile(this.file('head.json')));
  }

  private file(name: string): string {
    return join(this.authority.config.DATA_DIR, 'authority', name);
  }
}
