/** Writes the types and the routes of the client library from an exchange's OpenAPI document: `curl -s ADDRESS/api-json | node test/support/write-client-types.mjs --write`. */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';

export const files = {
  shapes: 'libs/client/src/api-shapes.ts',
  operatorShapes: 'libs/client/src/api-operator-shapes.ts',
  routes: 'libs/client/src/api-routes.ts',
};
/** Routes of operators and administrators: shapes that only these name stand in a file of their own. */
const forOperators = /^\/api\/v1\/(operator|statistics)\//;

/** Shapes that the library of edXML has already. */
const ofEdxml = ['Page', 'RefusalCode'];

const made = 'made from the OpenAPI document by test/support/write-client-types.mjs; a test compares them.';

/** The texts of the files, by their names. */
export async function clientFiles(document) {
  const operations = Object.entries(document.paths)
    .filter(([path]) => path.startsWith('/api/v1/'))
    .flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, one]) => ({ ...one, path, method: method.toUpperCase() })),
    );
  const schemas = Object.entries(document.components.schemas)
    .filter(([name]) => !ofEdxml.includes(name))
    .sort(([a], [b]) => (a < b ? -1 : 1));
  const everybodys = reachedFrom(
    operations.filter(({ path }) => !forOperators.test(path)),
    document.components.schemas,
  );
  const isEverybodys = ([name]) => everybodys.has(name);
  const named = new Set();
  const routes = operations.map((one) => routeOf(one, named)).join('\n');
  const operators = schemas.filter((one) => !isEverybodys(one));
  const shared = new Set();
  const operatorShapes = operators.map((one) => declarationOf(one, shared)).join('\n\n');
  return {
    [files.shapes]: await tidy(
      `/** What \`/api/v1\` takes and answers, ${made} */\n${imported(ofEdxml, '@lienthong/edxml')}\n` +
        `${schemas
          .filter(isEverybodys)
          .map((one) => declarationOf(one))
          .join('\n\n')}\n`,
    ),
    [files.operatorShapes]: await tidy(
      `/** What \`/api/v1\` takes from and answers operators and administrators, ${made} */\n` +
        `${imported(
          ofEdxml.filter((name) => new RegExp(`\\b${name}\\b`).test(operatorShapes)),
          '@lienthong/edxml',
        )}` +
        `${imported([...shared].filter((name) => everybodys.has(name) && !ofEdxml.includes(name)).sort(), './api-shapes.js')}\n${operatorShapes}\n`,
    ),
    [files.routes]: await tidy(
      `/** The operations of \`/api/v1\`, ${made} */\n` +
        `${imported([...named].filter((name) => !everybodys.has(name)).sort(), './api-operator-shapes.js')}` +
        `${imported([...named].filter((name) => everybodys.has(name)).sort(), './api-shapes.js')}\n` +
        `export interface Operations {\n${routes}\n}\n\n` +
        `export const routes: { readonly [Name in keyof Operations]: readonly [method: 'GET' | 'POST' | 'DELETE', path: string] } = {\n${operations
          .map(({ operationId, method, path }) => `'${operationId}': ['${method}', '${path}'],`)
          .join('\n')}\n};\n`,
    ),
  };
}

const imported = (names, from) => (names.length === 0 ? '' : `import type { ${names.join(', ')} } from '${from}';\n`);

/** The names of all shapes that these operations lead to. */
function reachedFrom(operations, schemas) {
  const reached = new Set();
  for (const one of operations) routeOf(one, reached);
  for (const name of reached) if (schemas[name] !== undefined) declarationOf([name, schemas[name]], reached);
  return reached;
}

function declarationOf([name, schema], named = new Set()) {
  const words = schema.description ? `/** ${schema.description}. */\n` : '';
  if (isPage(schema)) return `${words}export type ${name} = Page<${typeOf(schema.properties.items.items, named)}>;`;
  const isPlain = schema.type === 'object' && schema.properties !== undefined;
  return isPlain
    ? `${words}export interface ${name} ${typeOf(schema, named)}`
    : `${words}export type ${name} = ${typeOf(schema, named)};`;
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
