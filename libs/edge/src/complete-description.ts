/** Makes an OpenAPI 3.1 document whole: shapes of answers, problem answers with their codes, who needs a key, what can be asked again. */
import { refusals, type RefusalCode } from '@lienthong/edxml';
import { answerExtension, bodyExtension, schemaOf, type DescribedAnswer, type JsonSchema } from './answers-with.js';
import { problemMediaType, ProblemShape } from './problem.js';

/** The parts of an OpenAPI document that are worked on here. */
export interface ApiDescription {
  openapi: string;
  paths: Record<string, Record<string, Operation>>;
  components?: { schemas?: Record<string, unknown> };
}

interface Operation {
  operationId?: string;
  parameters?: Parameter[];
  requestBody?: unknown;
  responses: Record<string, unknown>;
  security?: object[];
  [answerExtension]?: DescribedAnswer;
  [bodyExtension]?: unknown;
}

interface Parameter {
  readonly in: string;
  readonly name: string;
}

/** Every route below it needs a key. */
export const keyedPaths = '/api/v1/';

const ofKeys: readonly RefusalCode[] = ['key-missing', 'key-wrong', 'key-expired', 'role-forbidden'];
const ofBodies: readonly RefusalCode[] = ['request-invalid', 'package-too-large', 'media-type-unsupported'];
const ofAll: readonly RefusalCode[] = ['over-capacity', 'store-unavailable'];

const entityTag = { ETag: { description: 'Give it back as If-None-Match', schema: { type: 'string' } } };
const askedAgain: Parameter & JsonSchema = {
  ...{ in: 'header', name: 'If-None-Match', required: false, schema: { type: 'string' } },
  description: 'ETag of the answer before: 304 while it is the same',
};

/** A route that does not say what it answers stays as the framework knows it. */
export function completeDescription(description: ApiDescription): void {
  description.openapi = '3.1.0';
  const schemas = ((description.components ??= {}).schemas ??= {});
  for (const [path, methods] of Object.entries(description.paths))
    for (const [method, operation] of Object.entries(methods)) complete(operation, path, method);
  description.paths = lifted(description.paths, schemas) as ApiDescription['paths'];
  lifted(schemaOf(ProblemShape), schemas);
}

function complete(operation: Operation, path: string, method: string): void {
  const answer = operation[answerExtension];
  if (answer === undefined) return;
  if (operation[bodyExtension] !== undefined) operation.requestBody = operation[bodyExtension];
  delete operation[answerExtension];
  delete operation[bodyExtension];
  const isKeyed = path.startsWith(keyedPaths);
  const isTagged = method === 'get' && Object.keys(answer.content).length > 0;
  if (!isKeyed) operation.security = [];
  operation.responses = {
    [answer.status]: { description: answer.words, content: answer.content, ...(isTagged && { headers: entityTag }) },
    ...(isTagged && { 304: { description: 'It is what the given ETag names' } }),
    ...problemAnswers(codesOf(operation, answer, isKeyed)),
    default: { description: 'Any other problem', ...problemContent({ $ref: '#/components/schemas/Problem' }) },
  };
  if (isTagged) operation.parameters = [...(operation.parameters ?? []), askedAgain];
}

function codesOf(operation: Operation, answer: DescribedAnswer, isKeyed: boolean): readonly RefusalCode[] {
  const isAsked = (operation.parameters ?? []).some((parameter) => parameter.in === 'query');
  const codes: RefusalCode[] = [...answer.refusals, ...ofAll];
  if (isKeyed) codes.push(...ofKeys);
  if (operation.requestBody !== undefined) codes.push(...ofBodies);
  else if (isAsked) codes.push('request-invalid');
  return [...new Set(codes)].sort();
}

/** One answer for each status, which names the codes that come with it. */
function problemAnswers(codes: readonly RefusalCode[]): Record<string, unknown> {
  const statuses = [...new Set(codes.map((code) => refusals[code].status))].sort();
  const answers = statuses.map((status) => {
    const those = codes.filter((code) => refusals[code].status === status);
    const words = those.map((code) => `\`${code}\`: ${refusals[code].title}`).join('; ');
    const named = { type: 'object', properties: { code: { enum: those } } };
    const schema = { allOf: [{ $ref: '#/components/schemas/Problem' }, named] };
    return [String(status), { description: words, ...problemContent(schema) }] as const;
  });
  return Object.fromEntries(answers);
}

function problemContent(schema: JsonSchema) {
  return { content: { [problemMediaType.split(';')[0]!]: { schema } } };
}

/** The same with every `$defs` moved into the components, where all routes share them. */
function lifted(value: unknown, schemas: Record<string, unknown>): unknown {
  if (Array.isArray(value)) return value.map((each) => lifted(each, schemas));
  if (typeof value === 'string') return value.replace(/^#\/\$defs\//, '#/components/schemas/');
  if (typeof value !== 'object' || value === null) return value;
  const { $defs = {}, ...rest } = value as Record<string, unknown>;
  for (const [name, schema] of Object.entries($defs as object)) schemas[name] = lifted(schema, schemas);
  return Object.fromEntries(Object.entries(rest).map(([key, inner]) => [key, lifted(inner, schemas)]));
}
