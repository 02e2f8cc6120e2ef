/** Which methods a path knows: tells a wrong method (405 with Allow) from an unknown path (404). */

const isParameter = (segment: string): boolean => segment.startsWith(':');

export class KnownRoutes {
  readonly #methodsByPattern = new Map<string, Set<string>>();

  /** @param pattern a route path of find-my-way: static segments, `:name`, a final `*` */
  add(pattern: string, methods: string | readonly string[]): void {
    const known = this.#methodsByPattern.get(pattern) ?? new Set<string>();
    for (const method of [methods].flat()) known.add(method);
    this.#methodsByPattern.set(pattern, known);
  }

  /** Every method and pattern, as registered. */
  all(): { readonly method: string; readonly pattern: string }[] {
    return [...this.#methodsByPattern].flatMap(([pattern, methods]) =>
      [...methods].map((method) => ({ method, pattern })),
    );
  }

  /** The methods of all patterns that match, sorted; empty for an unknown path. Only asked for requests that no route takes. */
  methodsOf(url: string): string[] {
    const path = segmentsOf(url.split(/[?#]/, 1)[0] ?? '');
    const found = [...this.#methodsByPattern].filter(([pattern]) => matches(segmentsOf(pattern), path));
    return [...new Set(found.flatMap(([, methods]) => [...methods]))].sort();
  }
}

const segmentsOf = (path: string): string[] => path.replace(/\/$/, '').split('/');

function matches(pattern: readonly string[], path: readonly string[]): boolean {
  const isOpen = pattern.at(-1) === '*';
  const fixed = isOpen ? pattern.slice(0, -1) : pattern;
  if (isOpen ? path.length < pattern.length : path.length !== pattern.length) return false;
  return fixed.every((segment, at) => (isParameter(segment) ? path[at] !== '' : segment === path[at]));
}
