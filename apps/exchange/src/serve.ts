/** One exchange process from start to stop: HTTP edge and queue transport in one Nest application, relay and sweeps beside it. */
import type { MicroserviceOptions } from '@nestjs/microservices';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import {
  describeApi,
  fastifyAdapter,
  listenAt,
  openEdge,
  tlsOf,
  type EdgeOptions,
  type FurtherApi,
  type KnownRoutes,
  type Log,
} from '@lienthong/edge';
import { QueueServer } from '@lienthong/queue';
import { officialTime } from '@lienthong/store';
import type { FastifyRequest } from 'fastify';
import { AxisDoor, type Centre } from './axis-door/axis-door.js';
import { axisDocument } from './axis-door/described-operations.js';
import { isClosedNetwork, isLoopback, type ExchangeConfig } from './config.js';
import { KeyRing, type Caller } from './edge/authenticate.js';
import { Watch } from './edge/boxes/watch.js';
import { ExchangeModule } from './exchange.module.js';
import type { Exchange } from './exchange.js';
import { RelayWatch } from './hops/relay-watch.js';
import { startRelays } from './hops/start-relays.js';
import { RunningExchange } from './open-exchange.js';
import { provincialDocument } from './provincial-door/described-operations.js';
import { ProvincialDoor } from './provincial-door/provincial-door.js';
import { startSweeps } from './sweeps/sweeps.js';
import type { DoorSettings } from './tokens.js';

export interface Serving {
  readonly address: string;
  readonly exchange: RunningExchange;
  readonly routes: KnownRoutes;
  stop(): Promise<void>;
}

/** Starts serving; rejects with ConfigFault, StoreFault or the system's error when it can not. */
export async function serve(config: ExchangeConfig, log: Log): Promise<Serving> {
  const exchange = await RunningExchange.open(config, log);
  const doors = doorSettings(config);
  const tls = tlsOf(config);
  const adapter = fastifyAdapter({ log, ...(tls !== undefined && { tls }), ...atTheDoors(exchange, doors) });
  const watch = new Watch(exchange.store, config.WAITING_CLIENTS, log);
  const relayWatch = new RelayWatch(exchange, log);
  const { rehearsal } = await officialTime(exchange.store);
  const rules = { loopback: config.WEBHOOK_LOOPBACK, plainHttp: rehearsal };
  const app = await NestFactory.create<NestFastifyApplication>(
    ExchangeModule.serving({ exchange, doors, watch, rules, relays: relayWatch }),
    adapter,
    { bufferLogs: true },
  );
  openEdge(app, log);
  if (config.HOPS)
    app.connectMicroservice<MicroserviceOptions>(
      { strategy: new QueueServer(exchange.parts.backend, { queues: config.QUEUES }) },
      { inheritAppConfig: false },
    );
  describeApi(app, {
    title: 'Liên Thông',
    version: '1',
    description: 'Exchange of official electronic documents between agencies: submit, receive, answer, follow, count.',
    further: doorDescriptions(doors),
  });
  await app.startAllMicroservices();
  await listenAt(app, config.HOST, config.PORT);
  const pace = { patienceMs: config.RELAY_PATIENCE_MS, lingerMs: config.RELAY_LINGER_MS };
  const relays = config.HOPS ? startRelays(exchange, pace, log) : [];
  relayWatch.begin(relays);
  const duties = [...relays.map(({ duty }) => duty), ...(config.HOPS ? startSweeps(exchange, config, rules) : [])];
  return {
    address: await app.getUrl(),
    exchange,
    routes: adapter.routes,
    async stop() {
      watch.stop();
      relayWatch.stop();
      await Promise.all(duties.map((duty) => duty.stop()));
      await app.close();
      await exchange.close();
    },
  };
}

function doorDescriptions({ axisPath, provincialPath }: DoorSettings): FurtherApi[] {
  return [
    { name: 'axis', title: "The national axis' API", document: axisDocument(axisPath) },
    { name: 'provincial', title: "The provincial axis' API", document: provincialDocument(provincialPath) },
  ];
}

function doorSettings({ HOST, AXIS_DOOR_PATH, PROVINCIAL_DOOR_PATH }: ExchangeConfig): DoorSettings {
  return {
    ...{ axisPath: AXIS_DOOR_PATH, provincialPath: PROVINCIAL_DOOR_PATH },
    ...{ isClosed: isClosedNetwork(HOST), isLoopback: isLoopback(HOST) },
  };
}

/** Who may enter is found out before a body is read, by each door in its own way. */
function atTheDoors(
  exchange: Exchange,
  settings: DoorSettings,
): Pick<EdgeOptions, 'beforeBody' | 'callerOf' | 'answerForm'> {
  const keys = new KeyRing(exchange);
  const doors = [new AxisDoor(exchange, settings), new ProvincialDoor(exchange, keys, settings.provincialPath)];
  return {
    async beforeBody(request) {
      for (const door of [...doors, keys]) await door.check(request);
    },
    callerOf,
    answerForm: (path) => doors.map((door) => door.answerForm(path)).find((form) => form !== undefined),
  };
}

type KnownRequest = FastifyRequest & {
  readonly caller?: Caller;
  readonly agencyAtDoor?: Caller;
  readonly centre?: Centre;
};

/** An agency has one share at all doors, a centre one of its own; undefined where nobody was asked for a key. */
function callerOf(request: FastifyRequest): string | undefined {
  const { caller, agencyAtDoor, centre } = request as KnownRequest;
  if (centre !== undefined) return `centre ${centre.place}`;
  const agency = caller ?? agencyAtDoor;
  return agency && `${agency.role} ${agency.place} ${agency.agency}`;
}
