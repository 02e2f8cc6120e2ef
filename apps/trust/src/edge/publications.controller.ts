/** What everybody may read: the authorities' certificates and their revocation lists, as RFC 5280 and RFC 2585 serve them. */
import { X509Certificate } from 'node:crypto';
import { Controller, Get, Headers, Inject, Param, Res } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { AnswersWith, refusedError } from '@lienthong/edge';
import type { FastifyReply } from 'fastify';
import type { TrustAuthority } from '../authority.js';
import { authorityToken } from '../tokens.js';
import { AuthoritiesShape } from './shapes.js';

/** An authority and where it publishes. */
export interface AuthorityView {
  readonly name: string;
  readonly branch: string;
  readonly generation: number;
  readonly serial: string;
  readonly certificate: string;
  readonly list: string;
  readonly status: string;
}

@ApiTags('public')
@Controller('pki')
export class PublicationsController {
  constructor(@Inject(authorityToken) private readonly authority: TrustAuthority) {}

  @Get()
  @AnswersWith(200, { words: 'The authorities', shape: AuthoritiesShape })
  @ApiOperation({ summary: 'The authorities: certificate, revocation list, OCSP responder' })
  authorities(): { readonly items: AuthorityView[]; readonly stamps: string } {
    const { register } = this.authority;
    const items = [...register.authorities.values()].map(({ name, branch, generation, serial }) => {
      const { list, status, issuer: certificate } = this.authority.addressesOf(name);
      return { name, branch, generation, serial, certificate, list, status };
    });
    return { items, stamps: new URL('/tsa', items[0]!.list).href };
  }

  @Get('anchors.pem')
  @AnswersWith(200, { words: 'PEM', media: ['application/x-pem-file'] })
  @ApiOperation({ summary: 'Root certificates, PEM' })
  anchors(@Res() reply: FastifyReply): void {
    sendPem(
      reply,
      this.certificates((branch) => branch === 'root'),
    );
  }

  @Get('intermediates.pem')
  @AnswersWith(200, { words: 'PEM', media: ['application/x-pem-file'] })
  @ApiOperation({ summary: 'Certificates of the issuing authorities, PEM' })
  intermediates(@Res() reply: FastifyReply): void {
    sendPem(
      reply,
      this.certificates((branch) => branch !== 'root'),
    );
  }

  @Get('certificates/:file')
  @AnswersWith(200, { words: 'DER', media: ['application/pkix-cert'], refusals: ['certificate-not-found'] })
  @ApiOperation({ summary: 'An authority’s certificate, DER: root-g2.crt, state-g2.crt' })
  certificate(@Param('file') file: string, @Res() reply: FastifyReply): void {
    const found = this.authority.register.authorities.get(nameIn(file, '.crt'));
    if (found === undefined) throw unknown(file);
    reply.type('application/pkix-cert').send(found.certificate);
  }

  @Get('lists/:file')
  @AnswersWith(200, { words: 'DER', media: ['application/pkix-crl'], refusals: ['certificate-not-found'] })
  @ApiOperation({ summary: 'An authority’s revocation list, DER: state-g2.crl' })
  list(
    @Param('file') file: string,
    @Headers('if-none-match') known: string | undefined,
    @Res() reply: FastifyReply,
  ): void {
    const list = this.authority.lists.get(nameIn(file, '.crl'));
    if (list === undefined) throw unknown(file);
    const { publication } = this.authority.register;
    const tag = `"${publication?.number}"`;
    reply.header('ETag', tag).header('Cache-Control', 'no-cache');
    if (known === tag) reply.code(304).send();
    else reply.type('application/pkix-crl').send(list);
  }

  private certificates(isWanted: (branch: string) => boolean): Buffer[] {
    const all = [...this.authority.register.authorities.values()];
    return all.filter(({ branch }) => isWanted(branch)).map(({ certificate }) => certificate);
  }
}

const nameIn = (file: string, ending: string): string => (file.endsWith(ending) ? file.slice(0, -ending.length) : '');

const unknown = (file: string) =>
  refusedError('certificate-not-found', `There is no ${file}; /pki tells what there is`, 'file');

function sendPem(reply: FastifyReply, certificates: readonly Buffer[]): void {
  const text = certificates.map((der) => new X509Certificate(der).toString()).join('');
  reply.type('application/x-pem-file').send(text);
}
