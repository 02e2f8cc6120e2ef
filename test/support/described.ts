/** The OpenAPI document of a running program, and the judge who compares real answers with it (JSON Schema 2020-12). */
import { Ajv2020, type AnySchemaObject } from 'ajv/dist/2020.js';
import type { KnownRoutes } from '@lienthong/edge';
import type { Answered } from './door.js';

type Methods = Readonly<Record<string, Operation>>;

interface Operation {
  readonly operationId: string;
  readonly parameters?: readonly { readonly in: string }[];
  readonly responses: Record<string, Response>;
}

interface Content {
  readonly examples?: Readonly<Record<string, { readonly value: unknown }>>;
  readonly schema?: { readonly minLength?: number };
}

interface Response {
  readonly content?: Readonly<Record<string, Content>>;
}

/** Nothing is described, or bytes of which the document says that there may be none. */
const mayBeEmpty = (content: Readonly<Record<string, Content>>): boolean =>
  Object.values(content).every(({ schema }) => schema?.minLength === 0);

export class Described {
  private readonly judge = new Ajv2020({ strict: false, validateFormats: false, allErrors: true });

  private constructor(readonly document: { readonly openapi: string; readonly paths: Record<string, Methods> }) {
    this.judge.addSchema(document as unknown as AnySchemaObject, 'api');
  }

  static async at(address: string, path = '/api-json'): Promise<Described> {
    const answer = await fetch(new URL(path, address));
    return new Described((await answer.json()) as Described['document']);
  }

  /** `GET /api/v1/inbox` of every operation. */
  get operations(): string[] {
    return Object.entries(this.document.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    );
  }

  /** What a real answer has that the document does not tell; empty when it tells all. */
  faultsOf({ asked, status, headers, body }: Answered): string[] {
    const found = this.find(asked.method, asked.path);
    if (found === undefined) return [`${asked.method} ${asked.path} is not described`];
    const { at, responses } = found;
    const response = responses[String(status)];
    if (response === undefined) return [`${at}: the status ${status} is not described`];
    const media = (headers['content-type'] ?? '').split(';')[0]!;
    const content = response.content ?? {};
    if (body.length === 0) return mayBeEmpty(content) ? [] : [`${at}: an empty body is not described`];
    if (!(media in content)) return [`${at}: ${media} is not described for ${status}`];
    if (!media.endsWith('json')) return [];
    return this.faultsOfJson(`${at}/responses/${status}/content/${escaped(media)}/schema`, JSON.parse(body.toString()));
  }

  /** What the body of a problem answer has that the document does not tell of problems. */
  faultsOfProblem(body: unknown): string[] {
    return this.faultsOfJson('/components/schemas/Problem', body);
  }

  /** What examples of answers have that their own schemas do not tell. */
  exampleFaults(): { readonly count: number; readonly faults: readonly string[] } {
    const examples = Object.entries(this.document.paths).flatMap(([path, methods]) =>
      Object.entries(methods).flatMap(([method, { responses }]) =>
        Object.entries(responses).flatMap(([status, { content = {} }]) =>
          Object.entries(content).flatMap(([media, { examples = {} }]) => {
            const at = `/paths/${escaped(path)}/${method}/responses/${status}/content/${escaped(media)}/schema`;
            return Object.values(examples).map(({ value }) => ({ at, value }));
          }),
        ),
      ),
    );
    return { count: examples.length, faults: examples.flatMap(({ at, value }) => this.faultsOfJson(at, value)) };
  }

  operationOf({ method, path }: Answered['asked']): string | undefined {
    const found = this.find(method, path);
    return found && `${method} ${found.path}`;
  }

  private faultsOfJson(at: string, value: unknown): string[] {
    const validate = this.judge.compile({ $ref: `api#${at}` });
    if (validate(value)) return [];
    return (validate.errors ?? []).map(({ instancePath, message }) => `${at}: ${instancePath || '/'} ${message}`);
  }

  private find(method: string, asked: string) {
    const path = asked.split('?')[0]!;
    // A path of words alone comes before one with a parameter.
    const paths = Object.keys(this.document.paths).sort((a, b) => a.split('{').length - b.split('{').length);
    const known = paths.find((pattern) => new RegExp(`^${pattern.replaceAll(/\{\w+\}/g, '[^/]+')}$`).test(path));
    const one = known === undefined ? undefined : this.document.paths[known]?.[method.toLowerCase()];
    if (known === undefined || one === undefined) return undefined;
    return { path: known, at: `/paths/${escaped(known)}/${method.toLowerCase()}`, responses: one.responses };
  }
}

/** The page for people and the document itself. */
const descriptionRoutes = /^\/api(-json|\/[\w.-]+)?$/;

/** Every route that a running program answers, as a description names it. */
export function operationsAt(routes: KnownRoutes): string[] {
  return routes
    .all()
    .filter(({ method, pattern }) => method !== 'HEAD' && !descriptionRoutes.test(pattern))
    .map(({ method, pattern }) => `${method} ${pattern.replaceAll(/:(\w+)/g, '{$1}').replace('*', '{path}')}`)
    .sort();
}

/** A part of a JSON pointer inside a URI fragment (RFC 6901 section 6). */
const escaped = (part: string): string => encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1'));
