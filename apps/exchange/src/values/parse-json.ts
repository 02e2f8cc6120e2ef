/** Reads JSON that is kept as text: what is none has no value. */
import { repeatedKey } from '@lienthong/edxml';

/** The value of a JSON text; undefined when it is none. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** As `parseJson`, of a receipt: undefined as well where a key is given twice, since readers differ in which one they believe. */
export function parseReceipt(text: string): unknown {
  const value = parseJson(text);
  return value === undefined || repeatedKey(text) !== undefined ? undefined : value;
}
