/** Follows references from object to object: what belongs to what in a PDF. */
import { eachReference, type PdfObject, type PdfReference, type PdfValue } from './file/values.js';

/** Every reference met on the way from `start`, each number once; `objectOf` says where the way goes on. */
export function reachable(
  start: readonly PdfValue[],
  objectOf: (reference: PdfReference) => PdfObject | undefined,
): Set<number> {
  const met = new Set<number>();
  const open = [...start];
  for (let value = open.pop(); value !== undefined; value = open.pop()) {
    eachReference(value, (reference) => {
      if (met.has(reference.number)) return;
      met.add(reference.number);
      const object = objectOf(reference);
      if (object !== undefined) open.push(object.value);
    });
  }
  return met;
}
