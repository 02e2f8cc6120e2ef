/** Certificates as any role reads them, and what operators do to them: revoke, suspend, resume. */
import { Body, Controller, Get, Inject, Param, Post, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { AnswersWith, refusedError } from '@lienthong/edge';
import { z } from 'zod';
import { grounds, resume, revoke, suspend } from '../acts/revoke.js';
import type { TrustAuthority } from '../authority.js';
import { authorityToken } from '../tokens.js';
import { describeCertificate, type CertificateView } from '../views.js';
import { AskedBy } from './authenticate.js';
import { pageAfter, PageQuery } from './paging.js';
import { CertificatePage, CertificateShape, CertificatesShape } from './shapes.js';

const changes = ['certificate-not-found', 'certificate-state'] as const;
const serial = z.string().regex(/^[0-9a-fA-F]{32}$/, 'a serial number of 32 hexadecimal digits');
const Serials = z.strictObject({ serials: z.array(serial).min(1).max(500) });
const Revocation = Serials.extend({
  ground: z.enum(grounds),
  since: z.iso
    .datetime({ offset: true })
    .transform((text) => new Date(text))
    .optional(),
});
const Search = PageQuery.extend({
  agency: z.string().max(35).optional(),
  kind: z.enum(['agency', 'person', 'place', 'authority', 'part']).optional(),
  state: z.enum(['good', 'suspended', 'revoked', 'expired']).optional(),
});

@ApiTags('certificates')
@Controller('api/v1')
export class CertificatesController {
  constructor(@Inject(authorityToken) private readonly authority: TrustAuthority) {}

  @Get('certificates')
  @AnswersWith(200, { words: 'A page', shape: CertificatePage, refusals: ['cursor-invalid'] })
  @ApiOperation({ summary: 'Certificates in the order in which they were issued' })
  async list(@Query({ schema: Search }) { agency, kind, state, ...page }: z.infer<typeof Search>) {
    const { now } = await this.authority.clock();
    const found = [...this.authority.register.certificates.values()]
      .filter((one) => (agency === undefined || one.agency === agency) && (kind === undefined || one.kind === kind))
      .filter((one) => state === undefined || describeCertificate(one, now).state === state);
    return pageAfter(
      found,
      (one) => one.serial,
      page,
      (one) => describeCertificate(one, now),
    );
  }

  @Get('certificates/:serial')
  @AnswersWith(200, { words: 'The certificate', shape: CertificateShape, refusals: ['certificate-not-found'] })
  @ApiOperation({ summary: 'One certificate' })
  async one(@Param('serial') given: string): Promise<CertificateView> {
    const found = this.authority.register.certificates.get(given.toLowerCase());
    if (found === undefined) throw refusedError('certificate-not-found', `There is no certificate ${given}`, 'serial');
    return describeCertificate(found, (await this.authority.clock()).now);
  }

  @Post('revocations')
  @AnswersWith(200, { words: 'How they stand now', shape: CertificatesShape, refusals: changes })
  @ApiOperation({ summary: 'End certificates for good, on a ground of Decree 68/2024; role operator' })
  async revoke(@AskedBy() by: string, @Body({ schema: Revocation }) body: z.infer<typeof Revocation>) {
    return { items: await revoke(this.authority, by, body) };
  }

  @Post('suspensions')
  @AnswersWith(200, { words: 'How they stand now', shape: CertificatesShape, refusals: changes })
  @ApiOperation({ summary: 'Suspend certificates until they are resumed or revoked; role operator' })
  async suspend(@AskedBy() by: string, @Body({ schema: Serials }) { serials }: z.infer<typeof Serials>) {
    return { items: await suspend(this.authority, by, serials) };
  }

  @Post('resumptions')
  @AnswersWith(200, { words: 'How they stand now', shape: CertificatesShape, refusals: changes })
  @ApiOperation({ summary: 'End a suspension; role operator' })
  async resume(@AskedBy() by: string, @Body({ schema: Serials }) { serials }: z.infer<typeof Serials>) {
    return { items: await resume(this.authority, by, serials) };
  }
}
