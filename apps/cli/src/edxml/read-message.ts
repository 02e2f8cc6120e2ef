/** A message of either kind from a file, for the commands that show it and take it apart. */
import { isRefused, readPackage, readStatus, type Package, type Refusal, type StatusMessage } from '@lienthong/edxml';
import { readInput } from '../verify/read-input.js';

export type ReadMessage = { readonly package: Package } | { readonly status: StatusMessage };

/** The refusal is that of a package unless the file is a status. @throws CommandFault when the file can not be read */
export function readMessage(file: string): ReadMessage | { readonly refusal: Refusal } {
  const bytes = readInput(file);
  const read = readPackage(bytes);
  if (!isRefused(read)) return { package: read.value };
  const status = readStatus(bytes);
  if (!isRefused(status)) return { status: status.value };
  return status.refusal.code === 'not-edxml' ? read : status;
}

/** One line for a person: what is wrong with the file, and where in it. */
export const refusalLine = (file: string, { code, detail, where }: Refusal): string =>
  `${file}: ${code}${where === undefined ? '' : ` at ${where}`}: ${detail}`;
