/** Gives a Nest application the manners of an edge: problem answers, validation, logs, an orderly end. */
import type { INestApplication } from '@nestjs/common';
import { NestLog } from './logs.js';
import type { Log } from './logs.js';
import { ProblemFilter } from './problem-filter.js';
import { RequestPipe } from './request-pipe.js';

/** Call it right after `NestFactory.create`, before `init` or `listen`. */
export function openEdge(app: INestApplication, log: Log): void {
  app.useLogger(new NestLog(log));
  app.useGlobalFilters(new ProblemFilter(log));
  app.useGlobalPipes(new RequestPipe());
}
