/** The description of the API for people (`/api`) and for machines (`/api-json`), made from the routes and their schemas. */
import { createReadStream } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, SwaggerModule } from '@nestjs/swagger';
import type { OpenAPIObject } from '@nestjs/swagger';
import type { FastifyInstance } from 'fastify';
import { completeDescription, type ApiDescription } from './complete-description.js';

export interface ApiWords {
  readonly title: string;
  readonly version: string;
  readonly description: string;
}

/** Call it before `listen`; the routes are outside any global prefix. */
export function describeApi(app: INestApplication, words: ApiWords): OpenAPIObject {
  const builder = new DocumentBuilder()
    .setTitle(words.title)
    .setVersion(words.version)
    .setDescription(words.description)
    .addBearerAuth({ type: 'http', scheme: 'bearer', bearerFormat: 'edx_<id>_<secret>' })
    .addSecurityRequirements('bearer');
  const description = SwaggerModule.createDocument(app, builder.build(), { operationIdFactory: operationId });
  completeDescription(description as unknown as ApiDescription);
  servePage(app.getHttpAdapter().getInstance() as FastifyInstance, words.title, JSON.stringify(description));
  return description;
}

/** `documents.submit`: what a client calls it. */
const operationId = (controller: string, method: string): string =>
  `${controller.replace(/Controller$/, '').toLowerCase()}.${method}`;

const assetTypes = new Map([
  ['swagger-ui.css', 'text/css; charset=utf-8'],
  ['swagger-ui-bundle.js', 'text/javascript; charset=utf-8'],
]);

// Three files of swagger-ui-dist are all the page needs. SwaggerModule.setup would bring @fastify/static with it, which
// can not be loaded inside Jest before Node 24.9 (it requires an ES module) and then ends the process.
function servePage(fastify: FastifyInstance, title: string, description: string): void {
  const page = pageOf(title);
  const start = "SwaggerUIBundle({ url: './api-json', dom_id: '#description', deepLinking: true });";
  const policy = "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:";
  fastify.get('/api', (_request, reply) =>
    reply.type('text/html; charset=utf-8').header('Content-Security-Policy', policy).send(page),
  );
  fastify.get('/api-json', (_request, reply) => reply.type('application/json; charset=utf-8').send(description));
  fastify.get('/api/start.js', (_request, reply) => reply.type('text/javascript; charset=utf-8').send(start));
  for (const [name, type] of assetTypes) {
    fastify.get(`/api/${name}`, (_request, reply) => reply.type(type).send(createReadStream(assetPath(name))));
  }
}

// swagger-ui-dist belongs to @nestjs/swagger, so it is looked for from there.
function assetPath(name: string): string {
  const swagger = createRequire(import.meta.url).resolve('@nestjs/swagger');
  return join(dirname(createRequire(swagger).resolve('swagger-ui-dist/package.json')), name);
}

function pageOf(title: string): string {
  const heading = title.replace(/[<&]/g, (character) => `&#${character.charCodeAt(0)};`);
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>${heading}</title><link rel="stylesheet" href="./api/swagger-ui.css"></head>
<body><div id="description"></div><script src="./api/swagger-ui-bundle.js"></script><script src="./api/start.js"></script></body>
</html>
`;
}
