/** `/health/live` and `/health/ready`: what a supervisor and a load balancer ask, without a key. */
import { Controller, Get } from '@nestjs/common';
import type { Type } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { AnswersWith } from './answers-with.js';
import { refusedError } from './refused.js';

export interface HealthChecks {
  /** Why this process can not serve just now, in words; undefined when it can. */
  readonly ready: () => Promise<string | undefined>;
}

/** A controller class for the module of the application; it stands outside any global prefix that excludes `health`. */
export function healthRoutes(checks: HealthChecks): Type {
  @ApiTags('health')
  @Controller('health')
  class HealthController {
    @Get('live')
    @ApiOperation({ summary: 'Whether the process lives' })
    @AnswersWith(200, { words: 'It does', shape: z.strictObject({ status: z.literal('live') }) })
    live(): { status: 'live' } {
      return { status: 'live' };
    }

    @Get('ready')
    @ApiOperation({ summary: 'Whether the process can serve' })
    @AnswersWith(200, { words: 'It can', shape: z.strictObject({ status: z.literal('ready') }) })
    async ready(): Promise<{ status: 'ready' }> {
      const reason = await checks.ready();
      if (reason !== undefined) throw refusedError('store-unavailable', reason, undefined, { retryAfterSeconds: 2 });
      return { status: 'ready' };
    }
  }
  return HealthController;
}
