/** System ids as the operator gives them out: a hub code and a secret, which is shown once. */
import { randomBytes } from 'node:crypto';
import { Body, Controller, Delete, Get, Inject, Param, Post } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { MintedSystem, SystemView } from '@lienthong/edxml';
import { AnswersWith, refusedError } from '@lienthong/edge';
import { putSystem, readSystems, removeSystem, type SystemRow } from '@lienthong/store';
import { z } from 'zod';
import { NeedsKey } from '../edge/authenticate.js';
import type { Exchange } from '../exchange.js';
import { MintedSystemShape, SystemsShape } from '../edge/shapes/places.js';
import { doorsToken, exchangeToken, type DoorSettings } from '../tokens.js';
import { sealSecret } from '../trust/seal-secret.js';
import { readClientCertificate } from './client-certificate.js';

const NewSystem = z.strictObject({
  code: z.string().min(1).max(35),
  mode: z.enum(['compatible', 'hardened']).optional(),
  /** PEM. The system is answered over TLS with exactly this certificate, and is hardened. */
  clientCertificate: z.string().max(20_000).optional(),
  /** Other names under which the centre comes: `000.00.00.G14`, `vxp.saas.03`. */
  aliases: z
    .array(z.string().regex(/^[A-Za-z0-9._-]{1,64}$/, '1 to 64 letters, digits, dots, lines'))
    .max(20)
    .optional(),
  /** Lets it register agencies where only hardened systems may. */
  mayRegister: z.boolean().optional(),
  /** One that the centre has already; made at random without it. */
  secret: z
    .string()
    .regex(/^[\x21-\x7e]{12,200}$/, '12 to 200 characters without spaces')
    .optional(),
});

@ApiTags('operator')
@Controller('api/v1/operator/systems')
export class SystemsController {
  constructor(
    @Inject(exchangeToken) private readonly exchange: Exchange,
    @Inject(doorsToken) private readonly doors: DoorSettings,
  ) {}

  @Post()
  @AnswersWith(201, { words: 'With its secret', shape: MintedSystemShape, refusals: ['recipient-unknown'] })
  @NeedsKey('operator')
  @ApiOperation({ summary: 'A system id for a centre, with its secret, shown once; again: a new secret' })
  async add(@Body({ schema: NewSystem }) body: z.infer<typeof NewSystem>): Promise<MintedSystem> {
    const place = this.exchange.served.get(body.code);
    if (place === undefined)
      throw refusedError('recipient-unknown', `No place ${body.code} is served here; name its hub code`, 'code');
    const aliases = this.aliasesOf(body.aliases ?? []);
    const certificate = body.clientCertificate === undefined ? null : readClientCertificate(body.clientCertificate);
    const mode = body.mode ?? (this.doors.isClosed && certificate === null ? 'compatible' : 'hardened');
    if (mode === 'compatible' && certificate !== null)
      throw refusedError('request-invalid', 'Only a hardened system has a client certificate', 'clientCertificate');
    const secret = body.secret ?? randomBytes(24).toString('base64url');
    const row = {
      place: place.code,
      secret: sealSecret(place, 'system', Buffer.from(secret)),
      hardened: mode === 'hardened',
      client_certificate: certificate,
      may_register: body.mayRegister ?? false,
      aliases,
    };
    await this.exchange.store.transaction(async (tx) => {
      const [taken] = await putSystem(tx, row);
      if (taken !== undefined)
        throw refusedError('request-invalid', `${taken} is the alias of another system already`, 'aliases');
    });
    await this.exchange.refresh();
    return { code: place.code, mode, ...extrasOf(row), secret, path: this.doors.axisPath };
  }

  /** Hub codes name systems themselves. */
  private aliasesOf(asked: readonly string[]): string[] {
    const hub = asked.find((one) => this.exchange.directory().places.some(({ code }) => code === one));
    if (hub === undefined) return [...new Set(asked)].sort();
    throw refusedError('request-invalid', `${hub} is the hub code of a place, which is a system id itself`, 'aliases');
  }

  @Get()
  @AnswersWith(200, { words: 'All of them', shape: SystemsShape })
  @NeedsKey('operator')
  @ApiOperation({ summary: 'The system ids of the places served here' })
  async list(): Promise<{ items: SystemView[] }> {
    const rows = await readSystems(this.exchange.store, [...this.exchange.served.keys()]);
    return {
      items: rows.map((row) => ({
        ...{ code: row.place, mode: row.hardened ? 'hardened' : 'compatible', ...extrasOf(row) },
        createdAt: row.created_at.toISOString(),
      })),
    };
  }

  @Delete(':code')
  @AnswersWith(204, { words: 'Withdrawn', refusals: ['message-not-found'] })
  @NeedsKey('operator')
  @ApiOperation({ summary: 'Withdraw a system id; what waits for it stays' })
  async remove(@Param('code') code: string): Promise<void> {
    const isServed = this.exchange.served.has(code);
    const isRemoved = isServed && (await this.exchange.store.transaction((tx) => removeSystem(tx, code)));
    if (!isRemoved) throw refusedError('message-not-found', `There is no system ${code}`, 'code');
    await this.exchange.refresh();
  }
}

type Extras = Pick<SystemView, 'clientCertificate' | 'aliases' | 'mayRegister'>;

/** What most systems have not. */
function extrasOf(row: Pick<SystemRow, 'client_certificate' | 'aliases' | 'may_register'>): Extras {
  const { client_certificate: digest, aliases } = row;
  return {
    ...(digest === null ? {} : { clientCertificate: digest.toString('hex') }),
    ...(aliases.length === 0 ? {} : { aliases }),
    ...(row.may_register ? { mayRegister: true } : {}),
  };
}
