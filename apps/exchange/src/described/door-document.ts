/** OpenAPI documents of the doors of other makers, made from a table of their operations: those routes have no schemas of their own. */

/** A JSON Schema of draft 2020-12, as OpenAPI 3.1 has it. */
export type JsonSchema = { readonly [keyword: string]: unknown };

export interface DescribedParameter {
  readonly in: 'header' | 'query';
  readonly name: string;
  readonly description: string;
  readonly required?: boolean;
  readonly schema?: JsonSchema;
  readonly example?: string;
}

export interface DescribedExample {
  readonly summary: string;
  readonly value: unknown;
}

/** One answer: what it means, and for each media type its schema with examples. */
export interface DescribedReply {
  readonly description: string;
  readonly content?: Readonly<
    Record<string, { readonly schema: JsonSchema; readonly examples?: Readonly<Record<string, DescribedExample>> }>
  >;
}

export interface DescribedOperation {
  readonly name: string;
  readonly methods: readonly ('get' | 'post')[];
  readonly tag: string;
  readonly summary: string;
  readonly description?: string;
  readonly parameters: readonly DescribedParameter[];
  readonly body?: { readonly required: boolean; readonly content: Readonly<Record<string, object>> };
  readonly replies: Readonly<Record<string, DescribedReply>>;
}

export interface DoorWords {
  readonly title: string;
  readonly description: string;
  /** Where the door stands. */
  readonly path: string;
  readonly schemas: Readonly<Record<string, JsonSchema>>;
  readonly securitySchemes: Readonly<Record<string, object>>;
}

export function doorDocument(words: DoorWords, operations: readonly DescribedOperation[]): object {
  const paths = operations.map((one) => [`${words.path}/${one.name}`, methodsOf(one)] as const);
  const tags = [...new Set(operations.map(({ tag }) => tag))].map((name) => ({ name }));
  return {
    openapi: '3.1.0',
    info: {
      ...{ title: words.title, version: '1', description: words.description },
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
    tags,
    security: [Object.fromEntries(Object.keys(words.securitySchemes).map((name) => [name, []]))],
    paths: Object.fromEntries(paths),
    components: { schemas: words.schemas, securitySchemes: words.securitySchemes },
  };
}

function methodsOf({ name, methods, tag, body, replies, ...told }: DescribedOperation): object {
  const parameters = told.parameters.map(({ schema = { type: 'string' }, required = false, ...parameter }) => ({
    ...parameter,
    ...{ required, schema },
  }));
  const described = methods.map((method) => {
    const operationId = method === methods[0] ? name : `${name}.${method}`;
    const operation = { ...told, operationId, tags: [tag], parameters, responses: replies };
    // A GET carries no body here.
    return [method, body === undefined || method === 'get' ? operation : { ...operation, requestBody: body }];
  });
  return Object.fromEntries(described) as object;
}
