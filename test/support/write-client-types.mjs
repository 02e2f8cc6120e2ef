/** Writes the types and the routes of the client library from an exchange's OpenAPI document: `curl -s ADDRESS/api-json | node test/support/write-client-types.mjs --write`. */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';

export const files = {
  parts: 'libs/client/src/api-parts.ts',
  shapes: 'libs/client/src/api-shapes.ts',
  routes: 'libs/client/src/api-routes.ts',
};

const made = 'made from the OpenAPI document by test/support/write-client-types.mjs; a test compares them.';

/** The texts of the files, by their names. */
export async function clientFiles(document) {
  const shapes = Object.entries(document.components.schemas)
    .filter(([name]) => name !== 'RefusalCode')
    .sort(([a], [b]) => (a < b ? -1 : 1));
  const operations = Object.entries(document.paths)
    .filter(([path]) => path.startsWith('/api/v1/'))
    .flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, one]) => ({ ...one, path, method: method.toUpperCase() })),
    );
  const named = new Set();
  const routes = operations.map((one) => routeOf(one, named)).join('\n');
  const imports = [...named].sort().join(', ');
  const isWhole = wholeOnes(shapes, named);
  const [whole, parts] = [true, false].map((wanted) => shapes.filter(([name]) => isWhole.has(name) === wanted));
  const used = [...new Set(whole.flatMap(namesIn))]
    .filter((name) => name !== 'RefusalCode' && !isWhole.has(name))
    .sort();
  return {
    [files.parts]: await tidy(
      `/** What answers and bodies of \`/api/v1\` are made of, ${made} */\nimport type { RefusalCode } from '@lienthong/edxml';\n\n${parts.map(declarationOf).join('\n\n')}\n`,
    ),
    [files.shapes]: await tidy(
      `/** What \`/api/v1\` takes and answers, ${made} */\nimport type { Page } from '@lienthong/edxml';\n` +
        `import type { ${used.join(', ')} } from './api-parts.js';\n\n${whole.map(declarationOf).join('\n\n')}\n`,
    ),
    [files.routes]: await tidy(
      `/** The operations of \`/api/v1\`, ${made} */\nimport type { ${imports} } from './api-shapes.js';\n\n` +
        `export interface Operations {\n${routes}\n}\n\n` +
        `export const routes: { readonly [Name in keyof Operations]: readonly [method: 'GET' | 'POST' | 'DELETE', path: string] } = {\n${operations
          .map(({ operationId, method, path }) => `'${operationId}': ['${method}', '${path}'],`)
          .join('\n')}\n};\n`,
    ),
  };
}

/** The names of shapes that a route names, and of those in which one of these stands. */
function wholeOnes(shapes, named) {
  const whole = new Set(named);
  const next = () =>
    shapes.find(([name, schema]) => !whole.has(name) && namesIn([name, schema]).some((one) => whole.has(one)));
  for (let found = next(); found !== undefined; found = next()) whole.add(found[0]);
  return whole;
}

function namesIn([, schema]) {
  const names = new Set();
  typeOf(schema, names);
  return [...names];
}

function declarationOf([name, schema]) {
  const words = schema.description ? `/** ${schema.description}. */\n` : '';
  if (isPage(schema)) return `${words}export type ${name} = Page<${typeOf(schema.properties.items.items)}>;`;
  const isPlain = schema.type === 'object' && schema.properties !== undefined;
  return isPlain
    ? `${words}export interface ${name} ${typeOf(schema)}`
    : `${words}export type ${name} = ${typeOf(schema)};`;
}

/** The three fields of every page of a list, and nothing else. */
function isPage({ properties = {} }) {
  return Object.keys(properties).sort().join() === 'items,more,next';
}

function routeOf({ operationId, parameters = [], requestBody, responses }, named) {
  const query = parameters.filter((one) => one.in === 'query');
  const fields = {
    query:
      query.length === 0
        ? undefined
        : objectOf(
            query.map(({ name, schema, required }) => [name, schema, required]),
            named,
          ),
    body: requestBody && typeOf(requestBody.content['application/json']?.schema ?? {}, named),
    answer: answerOf(responses, named),
  };
  const lines = Object.entries(fields).flatMap(([name, type]) =>
    type === undefined ? [] : [`readonly ${name}: ${type};`],
  );
  return `readonly '${operationId}': {\n${lines.join('\n')}\n};`;
}

function answerOf(responses, named) {
  const [good] = Object.keys(responses).filter((status) => status.startsWith('2'));
  const content = responses[good].content ?? {};
  if (Object.keys(content).length === 0) return 'undefined';
  const json = content['application/json'];
  return json === undefined ? 'Buffer' : typeOf(json.schema, named);
}

const objectOf = (fields, named) =>
  `{\n${fields.map(([name, schema, isRequired]) => `readonly ${name}${isRequired ? '' : '?'}: ${typeOf(schema, named)};`).join('\n')}\n}`;

/** A JSON schema as a TypeScript type; `named` gathers the components that it names. */
function typeOf(schema, named = new Set()) {
  const inner = (one) => typeOf(one, named);
  if (schema.$ref !== undefined) {
    const name = schema.$ref.split('/').at(-1);
    named.add(name);
    return name;
  }
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum !== undefined) return schema.enum.map((one) => JSON.stringify(one)).join(' | ');
  const union = schema.anyOf ?? schema.oneOf;
  if (union !== undefined) return union.map(inner).join(' | ');
  if (schema.type === 'array') return `readonly (${inner(schema.items ?? {})})[]`;
  if (schema.type === 'object' && schema.properties !== undefined) {
    const required = new Set(schema.required);
    return objectOf(
      Object.entries(schema.properties).map(([name, one]) => [name, one, required.has(name)]),
      named,
    );
  }
  if (schema.type === 'object') return `Readonly<Record<string, ${inner(schema.additionalProperties ?? {})}>>`;
  if (Array.isArray(schema.type)) return schema.type.map((type) => inner({ ...schema, type })).join(' | ');
  return (
    { string: 'string', integer: 'number', number: 'number', boolean: 'boolean', null: 'null' }[schema.type] ??
    'unknown'
  );
}

async function tidy(text) {
  const options = await resolveConfig(fileURLToPath(new URL('../../package.json', import.meta.url)));
  return format(text, { ...options, parser: 'typescript' });
}

if (process.argv.includes('--write')) {
  const root = new URL('../../', import.meta.url);
  const written = await clientFiles(JSON.parse(readFileSync(0, 'utf8')));
  for (const [path, text] of Object.entries(written)) writeFileSync(new URL(path, root), text);
}
