/** The OCSP responder over HTTP (RFC 6960 appendix A): POST with the request, GET with the request in the path. */
import { Body, Controller, Get, Inject, Post, Req, Res } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { AnswersWith, refusedError, TakesBody } from '@lienthong/edge';
import { answerStatusRequest, whoIsAsked, type KnownStatus } from '@lienthong/signature';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { authoritiesAt, periodOf } from '../authorities/choose.js';
import type { TrustAuthority } from '../authority.js';
import type { Founded } from '../ledger/register.js';
import { authorityToken } from '../tokens.js';

export const statusRequestType = 'application/ocsp-request';
const statusAnswerType = 'application/ocsp-response';
const minuteMs = 60_000;

@ApiTags('public')
@Controller('ocsp')
export class StatusController {
  constructor(@Inject(authorityToken) private readonly authority: TrustAuthority) {}

  @Post()
  @TakesBody({ [statusRequestType]: 'bytes' })
  @AnswersWith(200, { words: 'An OCSP answer', media: [statusAnswerType] })
  @ApiOperation({ summary: 'The status of certificates, OCSP by POST' })
  async answer(@Body() body: unknown, @Res() reply: FastifyReply): Promise<void> {
    if (!Buffer.isBuffer(body)) throw refusedError('media-type-unsupported', `Send ${statusRequestType}`);
    await this.send(body, reply);
  }

  @Get('*')
  @AnswersWith(200, { words: 'An OCSP answer', media: [statusAnswerType] })
  @ApiOperation({ summary: 'The status of certificates, OCSP by GET: the request in base64, URL-encoded' })
  async answerInPath(@Req() asked: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const text = (asked.params as { '*'?: string })['*'] ?? '';
    await this.send(Buffer.from(text, 'base64'), reply);
  }

  private async send(request: Buffer, reply: FastifyReply): Promise<void> {
    const { now } = await this.authority.clock();
    reply.code(200).type(statusAnswerType).send(this.answerAt(request, now));
  }

  private answerAt(request: Buffer, now: Date): Buffer {
    const { register, config } = this.authority;
    const current = authoritiesAt(register, now);
    const { issuer } =
      whoIsAsked(
        request,
        current.map(({ certificate }) => certificate),
      ) ?? {};
    // Whoever asks about a stranger is told so by the newest authority: "unknown" (RFC 6960 2.2).
    const asked = current.find(({ certificate }) => certificate === issuer) ?? current.at(-1)!;
    const nextUpdate = new Date(now.getTime() + config.ANSWER_MINUTES * minuteMs);
    const responder = {
      issuer: asked.certificate,
      signer: this.authority.part('status', asked.name),
      statusOf: (serial: string) => this.statusOf(asked, serial),
      archiveCutoff: periodOf(asked.certificate).from,
    };
    return answerStatusRequest(request, responder, { thisUpdate: now, nextUpdate });
  }

  private statusOf({ name }: Founded, serial: string): KnownStatus {
    const known = this.authority.register.certificates.get(serial);
    if (known === undefined || known.authority !== name) return 'unknown';
    return known.ended === undefined ? 'good' : { at: known.ended.since, reason: known.ended.reason };
  }
}
