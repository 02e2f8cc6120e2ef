/** The trust service from start to stop: the authority, and its HTTP edge. */
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { describeApi, fastifyAdapter, listenAt, openEdge, type KnownRoutes, type Log } from '@lienthong/edge';
import type { TrustConfig } from './config.js';
import { authenticate } from './edge/authenticate.js';
import { stampRequestType } from './edge/stamps.controller.js';
import { statusRequestType } from './edge/status.controller.js';
import { RunningAuthority } from './running-authority.js';
import { TrustModule } from './trust.module.js';

export interface ServingTrust {
  readonly address: string;
  readonly authority: RunningAuthority;
  readonly routes: KnownRoutes;
  stop(): Promise<void>;
}

const MiB = 1024 * 1024;
/** Two hundred applications have less than one megabyte. */
const limits = { bodyLimit: 2 * MiB, byteBudget: 16 * MiB, addressBytes: 8 * MiB, maxConnections: 512 };

/** Starts serving; rejects with ConfigFault, StoreFault or the system's error when it can not. */
export async function serve(config: TrustConfig, log: Log): Promise<ServingTrust> {
  const authority = await RunningAuthority.open(config, log);
  const adapter = fastifyAdapter({
    ...{ log, limits, rawTypes: [statusRequestType, stampRequestType] },
    beforeBody: (request) => authenticate(authority, request),
  });
  const app = await NestFactory.create<NestFastifyApplication>(TrustModule.serving(authority), adapter, {
    bufferLogs: true,
  });
  openEdge(app, log);
  describeApi(app, {
    title: 'Liên Thông – chứng thực',
    version: '1',
    description:
      'The certification authority: certificates, revocation lists, OCSP (RFC 6960), time stamps (RFC 3161).',
  });
  await listenAt(app, config.HOST, config.PORT);
  return {
    address: await app.getUrl(),
    authority,
    routes: adapter.routes,
    async stop() {
      await app.close();
      await authority.close();
    },
  };
}
