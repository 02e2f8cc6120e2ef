/** One exchange process from start to stop: HTTP edge and queue transport in one Nest application, relay and sweeps beside it. */
import type { MicroserviceOptions } from '@nestjs/microservices';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { describeApi, fastifyAdapter, listenAt, openEdge, type Log } from '@lienthong/edge';
import { QueueServer } from '@lienthong/queue';
import type { ExchangeConfig } from './config.js';
import { KeyRing } from './edge/authenticate.js';
import { ExchangeModule } from './exchange.module.js';
import { startRelays } from './hops/start-relays.js';
import { RunningExchange } from './open-exchange.js';
import { startSweeps } from './sweeps/sweeps.js';

export interface Serving {
  readonly address: string;
  readonly exchange: RunningExchange;
  stop(): Promise<void>;
}

/** Starts serving; rejects with ConfigFault, StoreFault or the system's error when it can not. */
export async function serve(config: ExchangeConfig, log: Log): Promise<Serving> {
  const exchange = await RunningExchange.open(config, log);
  const keys = new KeyRing(exchange);
  const app = await NestFactory.create<NestFastifyApplication>(
    ExchangeModule.serving(exchange),
    fastifyAdapter({ log, beforeBody: (request) => keys.check(request) }),
    { bufferLogs: true },
  );
  openEdge(app, log);
  app.connectMicroservice<MicroserviceOptions>(
    { strategy: new QueueServer(exchange.parts.backend, { queues: config.QUEUES }) },
    { inheritAppConfig: false },
  );
  describeApi(app, {
    title: 'Liên Thông',
    version: '1',
    description: 'Exchange of official electronic documents between agencies: submit, receive, answer, follow, count.',
  });
  await app.startAllMicroservices();
  await listenAt(app, config.HOST, config.PORT);
  const pace = { patienceMs: config.RELAY_PATIENCE_MS, lingerMs: config.RELAY_LINGER_MS };
  const duties = [...startRelays(exchange, pace, log), ...startSweeps(exchange, config, log)];
  return {
    address: await app.getUrl(),
    exchange,
    async stop() {
      await Promise.all(duties.map((duty) => duty.stop()));
      await app.close();
      await exchange.close();
    },
  };
}
