/** Checks parameters and bodies against the zod schema of their decorator: the one validation, inside all values are trusted. */
import type { ArgumentMetadata, PipeTransform } from '@nestjs/common';
import { RefusedError } from './refused.js';

/** `keys`: those that a strict object does not know, as zod tells them. */
interface Issue {
  readonly message: string;
  readonly path?: readonly unknown[] | undefined;
  readonly keys?: readonly string[];
}

const maxFaultsTold = 5;

/** For `@Body({ schema })`, `@Query({ schema })` and `@Param({ schema })`; other arguments pass as they are. */
export class RequestPipe implements PipeTransform {
  async transform(value: unknown, metadata: ArgumentMetadata): Promise<unknown> {
    if (metadata.schema === undefined || metadata.type === 'custom') return value;
    const read = await metadata.schema['~standard'].validate(value);
    if (read.issues === undefined) return read.value;
    throw new RefusedError(refusalOf(read.issues, metadata.data ?? metadata.type));
  }
}

function refusalOf(issues: readonly Issue[], root: string): RefusedError['refusal'] {
  const faults = issues.map(({ path = [], keys = [], message }) => ({
    where: placeOf(root, [...path, ...keys.slice(0, 1)]),
    message,
  }));
  const told = faults.slice(0, maxFaultsTold).map((fault) => `${fault.where}: ${fault.message}`);
  const left = faults.length - told.length;
  const detail = left > 0 ? `${told.join('; ')}; and ${left} more` : told.join('; ');
  return { code: 'request-invalid', detail, where: faults[0]?.where ?? root };
}

// `body.statuses[3].code`
function placeOf(root: string, path: readonly unknown[]): string {
  const keys = path.map((key) => (typeof key === 'object' && key !== null && 'key' in key ? key.key : key));
  return keys.reduce<string>((place, key) => place + (typeof key === 'number' ? `[${key}]` : `.${String(key)}`), root);
}
