/** The routes of an exchange process, the queue's handlers and what they share. */
import { Module, type DynamicModule, type Type } from '@nestjs/common';
import { healthRoutes } from '@lienthong/edge';
import { officialTime } from '@lienthong/store';
import { Watch } from './edge/boxes/watch.js';
import { DirectoryController } from './edge/directory.controller.js';
import { DocumentsController } from './edge/documents.controller.js';
import { EvidenceController } from './edge/evidence.controller.js';
import { InboxController } from './edge/inbox.controller.js';
import { Intake } from './edge/intake.js';
import { RoleGuard } from './edge/authenticate.js';
import { LateController } from './edge/late.controller.js';
import { OperatorController } from './edge/operator.controller.js';
import { OperatorWebhooksController } from './edge/operator-webhooks.controller.js';
import { RecallsController } from './edge/recalls.controller.js';
import { SandboxController } from './edge/sandbox.controller.js';
import { StatisticsController } from './edge/statistics.controller.js';
import { StatusesController } from './edge/statuses.controller.js';
import { WebhooksController } from './edge/webhooks.controller.js';
import { packageRoutes } from './axis-door/packages.controller.js';
import { sentRoutes } from './axis-door/sent.controller.js';
import { SystemsController } from './axis-door/systems.controller.js';
import { unitRoutes } from './axis-door/units.controller.js';
import type { Exchange } from './exchange.js';
import { HopsController } from './hops/hops.controller.js';
import type { RelayWatch } from './hops/relay-watch.js';
import { provincialRoutes } from './provincial-door/provincial.controller.js';
import { addressRulesToken, doorsToken, exchangeToken, type DoorSettings } from './tokens.js';
import type { AddressRules } from './webhooks/address-rules.js';

/** `inbox/requests` stands before the inbox, whose documents have any name there. */
const routes = [
  RecallsController,
  DocumentsController,
  InboxController,
  StatusesController,
  StatisticsController,
  LateController,
  OperatorController,
  OperatorWebhooksController,
  DirectoryController,
  EvidenceController,
  SystemsController,
  WebhooksController,
  SandboxController,
];

/** The APIs of other makers, each at a path of the operator's choice. */
function doorRoutes({ axisPath, provincialPath }: DoorSettings): Type[] {
  return [unitRoutes(axisPath), packageRoutes(axisPath), sentRoutes(axisPath), provincialRoutes(provincialPath)];
}

/** What the routes share. */
export interface Served {
  readonly exchange: Exchange;
  readonly doors: DoorSettings;
  readonly watch: Watch;
  readonly rules: AddressRules;
  readonly relays: RelayWatch;
}

@Module({})
export class ExchangeModule {
  static serving({ exchange, doors, watch, rules, relays }: Served): DynamicModule {
    return {
      module: ExchangeModule,
      controllers: [
        ...[...routes, ...doorRoutes(doors), HopsController],
        healthRoutes({ ready: () => whyNotReady(exchange, relays) }),
      ],
      providers: [
        { provide: exchangeToken, useValue: exchange },
        { provide: doorsToken, useValue: doors },
        { provide: Watch, useValue: watch },
        { provide: addressRulesToken, useValue: rules },
        ...[Intake, RoleGuard],
      ],
    };
  }
}

async function whyNotReady(exchange: Exchange, relays: RelayWatch): Promise<string | undefined> {
  try {
    await officialTime(exchange.store);
    return await relays.whyNotReady();
  } catch (error) {
    return `The store does not answer: ${(error as Error).message}`;
  }
}
