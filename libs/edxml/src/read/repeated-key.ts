/** Finds a key that an object of a JSON text gives twice: readers differ in which of the two they believe (RFC 8259 section 4). */

/** The first such key; undefined where there is none. `json` is a text that JSON.parse takes. Linear, at any depth. */
export function repeatedKey(json: string): string | undefined {
  const objects: Set<string>[] = [];
  for (let at = 0; at < json.length; at += 1) {
    const character = json[at];
    if (character === '{') objects.push(new Set());
    else if (character === '}') objects.pop();
    else if (character === '"') {
      const end = stringEnd(json, at);
      // Only a key stands before a colon. Keys are equal as they are meant, however they are escaped.
      if (isColonNext(json, end)) {
        const key = JSON.parse(json.slice(at, end)) as string;
        const known = objects.at(-1);
        if (known?.has(key) === true) return key;
        known?.add(key);
      }
      at = end - 1;
    }
  }
  return undefined;
}

function stringEnd(json: string, begin: number): number {
  let at = begin + 1;
  while (at < json.length && json[at] !== '"') at += json[at] === '\\' ? 2 : 1;
  return at + 1;
}

function isColonNext(json: string, from: number): boolean {
  let at = from;
  while (json[at] === ' ' || json[at] === '\n' || json[at] === '\r' || json[at] === '\t') at += 1;
  return json[at] === ':';
}
