/** `/health/live` and `/health/ready`: what a supervisor and a load balancer ask, without a key. */
import { Controller, Get } from '@nestjs/common';
import type { Type } from '@nestjs/common';
import { refusedError } from './refused.js';

export interface HealthChecks {
  /** Why this process can not serve just now, in words; undefined when it can. */
  readonly ready: () => Promise<string | undefined>;
}

/** A controller class for the module of the application; it stands outside any global prefix that excludes `health`. */
export function healthRoutes(checks: HealthChecks): Type {
  @Controller('health')
  class HealthController {
    @Get('live')
    live(): { status: 'live' } {
      return { status: 'live' };
    }

    @Get('ready')
    async ready(): Promise<{ status: 'ready' }> {
      const reason = await checks.ready();
      if (reason !== undefined) throw refusedError('store-unavailable', reason, undefined, { retryAfterSeconds: 2 });
      return { status: 'ready' };
    }
  }
  return HealthController;
}
