/** The routes of an exchange process, the queue's handlers and what they share. */
import { Module, type DynamicModule } from '@nestjs/common';
import { healthRoutes } from '@lienthong/edge';
import { officialTime } from '@lienthong/store';
import { DirectoryController } from './edge/directory.controller.js';
import { DocumentsController } from './edge/documents.controller.js';
import { InboxController } from './edge/inbox.controller.js';
import { Intake } from './edge/intake.js';
import { RoleGuard } from './edge/authenticate.js';
import { OperatorController } from './edge/operator.controller.js';
import { StatisticsController } from './edge/statistics.controller.js';
import { StatusesController } from './edge/statuses.controller.js';
import type { Exchange } from './exchange.js';
import { HopsController } from './hops/hops.controller.js';
import { exchangeToken } from './tokens.js';

const routes = [
  DocumentsController,
  InboxController,
  StatusesController,
  StatisticsController,
  OperatorController,
  DirectoryController,
];

@Module({})
export class ExchangeModule {
  static serving(exchange: Exchange): DynamicModule {
    return {
      module: ExchangeModule,
      controllers: [...routes, HopsController, healthRoutes({ ready: () => whyNotReady(exchange) })],
      providers: [{ provide: exchangeToken, useValue: exchange }, Intake, RoleGuard],
    };
  }
}

async function whyNotReady(exchange: Exchange): Promise<string | undefined> {
  try {
    await officialTime(exchange.store);
    return undefined;
  } catch (error) {
    return `The store does not answer: ${(error as Error).message}`;
  }
}
