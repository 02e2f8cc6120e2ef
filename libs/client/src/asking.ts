/** How values become requests and answers become values. */
import type { Answer } from './exchange-line.js';

/** Body and type of a JSON request. */
export function jsonOf(value: unknown): { readonly body: string; readonly contentType: string } {
  return { body: JSON.stringify(value), contentType: 'application/json' };
}

/** `?a=1&b=2` of the values that are given; empty when none is. */
export function queryOf(values: object): string {
  const given = new URLSearchParams();
  for (const [name, value] of Object.entries(values)) if (value !== undefined) given.set(name, String(value));
  return given.size === 0 ? '' : `?${given}`;
}

/** The JSON of an answer, trusted to be what the API documents; an empty answer is undefined. */
export function valueOf<T>(answer: Answer): T {
  return (answer.body.length === 0 ? undefined : JSON.parse(answer.body.toString('utf8'))) as T;
}
