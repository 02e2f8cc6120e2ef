/** A request for one operation of `/api/v1`: its path, query and body are held to the types that the description gives. */
import { routes, type Operations } from './api-routes.js';
import { jsonOf, queryOf } from './asking.js';
import type { Call } from './exchange-line.js';

export type OperationName = keyof Operations;
export type AnswerOf<Name extends OperationName> = Operations[Name]['answer'];
type Part<Name extends OperationName, Field extends string> =
  Operations[Name] extends Readonly<Record<Field, infer Type>> ? Type : undefined;
export type QueryOf<Name extends OperationName> = Part<Name, 'query'>;
export type BodyOf<Name extends OperationName> = Part<Name, 'body'>;

export interface Wish<Name extends OperationName> {
  /** Values of the path's parameters, by their names. */
  readonly path?: Readonly<Record<string, string>>;
  readonly query?: QueryOf<Name>;
  readonly body?: BodyOf<Name>;
}

export function callOf<Name extends OperationName>(name: Name, { path = {}, query, body }: Wish<Name> = {}): Call {
  const [method, pattern] = routes[name];
  const filled = pattern.replace(/\{(\w+)\}/g, (_, parameter: string) => encodeURIComponent(path[parameter] ?? ''));
  return { ...(body === undefined ? {} : jsonOf(body)), method, path: `${filled}${queryOf(query ?? {})}` };
}
