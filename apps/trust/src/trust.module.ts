/** The routes of the trust service. */
import { Module, type DynamicModule } from '@nestjs/common';
import { healthRoutes } from '@lienthong/edge';
import type { TrustAuthority } from './authority.js';
import { ApplicationsController } from './edge/applications.controller.js';
import { CertificatesController } from './edge/certificates.controller.js';
import { JournalController } from './edge/journal.controller.js';
import { KeysController } from './edge/keys.controller.js';
import { PublicationsController } from './edge/publications.controller.js';
import { StampsController } from './edge/stamps.controller.js';
import { StatusController } from './edge/status.controller.js';
import { authorityToken } from './tokens.js';

const routes = [
  PublicationsController,
  StatusController,
  StampsController,
  ApplicationsController,
  CertificatesController,
  KeysController,
  JournalController,
];

@Module({})
export class TrustModule {
  static serving(authority: TrustAuthority): DynamicModule {
    return {
      module: TrustModule,
      controllers: [...routes, healthRoutes({ ready: () => whyNotReady(authority) })],
      providers: [{ provide: authorityToken, useValue: authority }],
    };
  }
}

async function whyNotReady(authority: TrustAuthority): Promise<string | undefined> {
  try {
    await authority.clock();
    return undefined;
  } catch (error) {
    return `Official time is not to be had: ${(error as Error).message}`;
  }
}
