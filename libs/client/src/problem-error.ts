/** What a caller of the client meets when a request did not end well: an answer that says no, or no answer at all. */

/** The exchange answered with a problem (RFC 9457). */
export class ProblemError extends Error {
  override readonly name = 'ProblemError';

  constructor(
    readonly status: number,
    /** Code of the refusal table, `internal`, or `unknown` where the answer was no problem document. */
    readonly code: string,
    readonly detail: string,
    readonly more: { readonly where?: string; readonly correlation?: string; readonly retryAfterMs?: number } = {},
  ) {
    super(`${status} ${code}: ${detail}`);
  }

  /** How long to wait before the same request again; undefined where asking again is pointless. */
  get retryAfterMs(): number | undefined {
    return this.more.retryAfterMs;
  }
}

/** No answer, or only a part of one: the request may or may not have been carried out, so the same one may be sent again. */
export class NoAnswerError extends Error {
  override readonly name = 'NoAnswerError';

  constructor(request: string, cause: unknown) {
    super(`${request}: no answer (${cause instanceof Error ? cause.message : String(cause)})`, { cause });
  }
}

const defaultRetryAfterMs = 1_000;

/** Reads the body of an answer of status 400 or more. */
export function problemErrorOf(status: number, retryAfter: string | undefined, body: Buffer): ProblemError {
  const { code, detail, where, instance } = fieldsOf(body);
  const retryAfterMs = status === 503 || status === 429 ? retryAfterMsOf(retryAfter) : undefined;
  return new ProblemError(status, code ?? 'unknown', detail ?? body.toString('utf8', 0, 200), {
    ...(where === undefined ? {} : { where }),
    ...(instance === undefined ? {} : { correlation: instance }),
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  });
}

type Fields = Readonly<Partial<Record<'code' | 'detail' | 'where' | 'instance', string>>>;

function fieldsOf(body: Buffer): Fields {
  try {
    const read: unknown = JSON.parse(body.toString('utf8'));
    return typeof read === 'object' && read !== null ? (read as Fields) : {};
  } catch {
    // A proxy in between answers in HTML: the status alone must do.
    return {};
  }
}

// RFC 9110 section 10.2.3 also allows a date; the exchange sends seconds.
function retryAfterMsOf(header: string | undefined): number {
  const seconds = Number(header ?? Number.NaN);
  return Number.isFinite(seconds) ? seconds * 1_000 : defaultRetryAfterMs;
}
