/** What a step gives back about one message: its value, or the refusal that ends its way. */
import type { Refusal, RefusalCode } from './refusals.js';

export type Outcome<T> = { readonly value: T } | { readonly refusal: Refusal };

export function refuse(code: RefusalCode, detail: string, where?: string): { readonly refusal: Refusal } {
  return { refusal: where === undefined ? { code, detail } : { code, detail, where } };
}

export function isRefused(outcome: object): outcome is { readonly refusal: Refusal } {
  return 'refusal' in outcome;
}
