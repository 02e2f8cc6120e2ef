/** The places passed as rows keep them: JSON pairs of a place and its time in milliseconds since 1970, a third of the usual form. */
import type { TraceEntry } from '@lienthong/edxml';
import { parseJson } from './parse-json.js';

export function writeTrace(trace: readonly TraceEntry[]): string {
  return JSON.stringify(trace.map(({ place, at }) => [place, Date.parse(at)]));
}

/** Pairs that are none are left out: an audit reads whatever stands in a row. */
export function readTrace(text: string): TraceEntry[] {
  const pairs = parseJson(text);
  if (!Array.isArray(pairs)) return [];
  return pairs.flatMap((pair: unknown) => {
    const [place, ms] = Array.isArray(pair) ? (pair as unknown[]) : [];
    if (typeof place !== 'string' || !Number.isInteger(ms) || Math.abs(Number(ms)) > 8.64e15) return [];
    return [{ place, at: new Date(Number(ms)).toISOString() }];
  });
}
