/** Keys for this API: made by the operator, shown once. */
import { Body, Controller, Delete, Inject, Param, Post } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { AnswersWith } from '@lienthong/edge';
import { z } from 'zod';
import { admit, dismiss } from '../acts/admit.js';
import type { TrustAuthority } from '../authority.js';
import { roles } from '../ledger/deeds.js';
import { authorityToken } from '../tokens.js';
import { AskedBy } from './authenticate.js';
import { RoleKeyShape } from './shapes.js';

const Holder = z.strictObject({ role: z.enum(roles), name: z.string().min(1).max(100) });

@ApiTags('keys')
@Controller('api/v1/keys')
export class KeysController {
  constructor(@Inject(authorityToken) private readonly authority: TrustAuthority) {}

  @Post()
  @AnswersWith(201, { words: 'The key', shape: RoleKeyShape })
  @ApiOperation({ summary: 'A new key for a registrar, an operator or an auditor, shown once; role operator' })
  admit(@AskedBy() by: string, @Body({ schema: Holder }) holder: z.infer<typeof Holder>) {
    return admit(this.authority, by, holder);
  }

  @Delete(':keyId')
  @AnswersWith(204, { words: 'Withdrawn', refusals: ['message-not-found'] })
  @ApiOperation({ summary: 'Withdraw a key; role operator' })
  dismiss(@AskedBy() by: string, @Param('keyId') keyId: string): Promise<void> {
    return dismiss(this.authority, by, keyId);
  }
}
