/** The description of the API for people (`/api`) and for machines (`/api-json`), made from the routes and their schemas, and those of further APIs. */
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
  /** APIs of other makers at the same address, each with a document and a page of its own. */
  readonly further?: readonly FurtherApi[];
}

export interface FurtherApi {
  /** Its page is `/api/NAME`, its document `/api/NAME-json`. */
  readonly name: string;
  readonly title: string;
  /** An OpenAPI document. */
  readonly document: object;
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
  const fastify = app.getHttpAdapter().getInstance() as FastifyInstance;
  const { title, further = [] } = words;
  serveAssets(fastify);
  const links = further.map((one) => ({ to: `./api/${one.name}`, text: one.title }));
  servePage(fastify, '/api', { title, document: description, links });
  for (const { name, ...one } of further) servePage(fastify, `/api/${name}`, { ...one, links: [] });
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
function serveAssets(fastify: FastifyInstance): void {
  for (const [name, type] of assetTypes) {
    fastify.get(`/api/${name}`, (_request, reply) => reply.type(type).send(createReadStream(assetPath(name))));
  }
}

interface Page {
  readonly title: string;
  readonly document: object;
  readonly links: readonly { readonly to: string; readonly text: string }[];
}

/** The page at `path`, its script and its document; every address in them is relative, for a proxy that puts a path before ours. */
function servePage(fastify: FastifyInstance, path: string, { title, document, links }: Page): void {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const isFirst = path === '/api';
  const script = isFirst ? 'start.js' : `${name}.js`;
  const page = pageOf(title, links, { assets: isFirst ? './api' : '.', script });
  const start = `SwaggerUIBundle({ url: './${name}-json', dom_id: '#description', deepLinking: true });`;
  const policy = "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:";
  const text = JSON.stringify(document);
  fastify.get(path, (_request, reply) =>
    reply.type('text/html; charset=utf-8').header('Content-Security-Policy', policy).send(page),
  );
  fastify.get(`${path}-json`, (_request, reply) => reply.type('application/json; charset=utf-8').send(text));
  fastify.get(`/api/${script}`, (_request, reply) => reply.type('text/javascript; charset=utf-8').send(start));
}

// swagger-ui-dist belongs to @nestjs/swagger, so it is looked for from there.
function assetPath(name: string): string {
  const swagger = createRequire(import.meta.url).resolve('@nestjs/swagger');
  return join(dirname(createRequire(swagger).resolve('swagger-ui-dist/package.json')), name);
}

function pageOf(
  title: string,
  links: Page['links'],
  { assets, script }: { readonly assets: string; readonly script: string },
): string {
  const heading = escaped(title);
  const others = links.map(({ to, text }) => `<a href="${to}">${escaped(text)}</a>`).join(' · ');
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>${heading}</title><link rel="stylesheet" href="${assets}/swagger-ui.css"></head>
<body>${others === '' ? '' : `<p>${others}</p>`}<div id="description"></div><script src="${assets}/swagger-ui-bundle.js"></script><script src="${assets}/${script}"></script></body>
</html>
`;
}

const escaped = (text: string): string => text.replace(/[<&"]/g, (character) => `&#${character.charCodeAt(0)};`);
