/** Registrars ask for certificates, operators issue or decline them; up to 200 in one request. */
import { Body, Controller, Get, Inject, Post, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { AnswersWith } from '@lienthong/edge';
import { z } from 'zod';
import { decline, issue } from '../acts/issue.js';
import { request } from '../acts/request.js';
import type { TrustAuthority } from '../authority.js';
import { branches } from '../ledger/deeds.js';
import { authorityToken } from '../tokens.js';
import { describeApplication } from '../views.js';
import { AskedBy } from './authenticate.js';
import { pageAfter, PageQuery } from './paging.js';
import { ApplicationPage, ApplicationsShape, OutcomesShape } from './shapes.js';

/** Some hundred milliseconds of work. */
const most = 200;

const changes = ['certificate-not-found', 'certificate-state'] as const;

const Id = z.string().regex(/^[0-9a-f]{64}$/, 'an application’s number');
const Applications = z.strictObject({
  applications: z
    .array(
      z.strictObject({
        branch: z.enum(branches).default('state'),
        kind: z.enum(['agency', 'person', 'place']),
        agency: z.string().min(1).max(35),
        commonName: z.string().min(1).max(200),
        /** PKCS#10, DER. */
        request: z.base64().max(8_192),
        renews: z
          .string()
          .regex(/^[0-9a-f]{32}$/, 'a serial number in lower-case hex')
          .optional(),
      }),
    )
    .min(1)
    .max(most),
});
const time = z.iso.datetime({ offset: true }).transform((text) => new Date(text));
const Issuance = z.strictObject({
  applications: z.array(Id).min(1).max(most),
  from: time.optional(),
  to: time.optional(),
});
const Refusal = z.strictObject({ applications: z.array(Id).min(1).max(most), reason: z.string().min(1).max(500) });
const Search = PageQuery.extend({ state: z.enum(['waiting', 'issued', 'declined']).optional() });

@ApiTags('applications')
@Controller('api/v1')
export class ApplicationsController {
  constructor(@Inject(authorityToken) private readonly authority: TrustAuthority) {}

  @Post('applications')
  @AnswersWith(200, { words: 'An outcome for each', shape: OutcomesShape })
  @ApiOperation({ summary: 'Ask for certificates (PKCS#10): an outcome for each, in the order asked; role registrar' })
  async request(@AskedBy() by: string, @Body({ schema: Applications }) body: z.infer<typeof Applications>) {
    return { items: await request(this.authority, by, body.applications) };
  }

  @Get('applications')
  @AnswersWith(200, { words: 'A page', shape: ApplicationPage, refusals: ['cursor-invalid'] })
  @ApiOperation({ summary: 'What was asked for, in the order in which it came' })
  list(@Query({ schema: Search }) { state, ...page }: z.infer<typeof Search>) {
    const { register } = this.authority;
    const found = [...register.applications.values()].filter((one) => state === undefined || one.state === state);
    return pageAfter(
      found,
      ({ id }) => id,
      page,
      (one) => describeApplication(one, register),
    );
  }

  @Post('issuances')
  @AnswersWith(200, { words: 'How they stand now', shape: ApplicationsShape, refusals: changes })
  @ApiOperation({ summary: 'Issue what was asked for; role operator' })
  async issue(@AskedBy() by: string, @Body({ schema: Issuance }) body: z.infer<typeof Issuance>) {
    return { items: await issue(this.authority, by, body) };
  }

  @Post('refusals')
  @AnswersWith(200, { words: 'How they stand now', shape: ApplicationsShape, refusals: changes })
  @ApiOperation({ summary: 'Decline what was asked for; role operator' })
  async decline(@AskedBy() by: string, @Body({ schema: Refusal }) body: z.infer<typeof Refusal>) {
    return { items: await decline(this.authority, by, body) };
  }
}
