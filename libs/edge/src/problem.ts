/** The answer to everything that goes wrong at an HTTP edge: RFC 9457 problem details with a code of the refusal table. */
import { HttpException } from '@nestjs/common';
import { refusals } from '@lienthong/edxml';
import type { Refusal, RefusalCode } from '@lienthong/edxml';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { RefusedError } from './refused.js';
import type { RefusalHints } from './refused.js';
import { isStoreAway } from './store-away.js';

export const RefusalCodeShape = z.enum(Object.keys(refusals) as RefusalCode[]).meta({ id: 'RefusalCode' });

/**
 * Body of an `application/problem+json` answer. `type` is `urn:lienthong:refusal:<code>`, or `about:blank` where the fault is ours;
 * `instance` is the correlation id of the request, under which our log speaks of it.
 */
export const ProblemShape = z
  .strictObject({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    code: z.union([RefusalCodeShape, z.literal('internal')]),
    where: z.exactOptional(z.string()),
    instance: z.string(),
  })
  .readonly()
  .meta({ id: 'Problem' });

export type Problem = z.infer<typeof ProblemShape>;

export const problemMediaType = 'application/problem+json; charset=utf-8';

/** A problem as a door of another API answers it. */
export interface FormedAnswer {
  readonly status: number;
  readonly type: string;
  readonly body: string;
  /** ASCII only. */
  readonly headers?: Readonly<Record<string, string>>;
}

export type AnswerForm = (problem: Problem) => FormedAnswer;

/** Requests of other APIs carry the form in which their failures are answered. */
export type FormedRequest = FastifyRequest & { answerForm?: AnswerForm };

/** What a failure means to the client; undefined when it is a fault of ours that no refusal names. */
export function refusedErrorOf(failure: unknown): RefusedError | undefined {
  if (failure instanceof RefusedError) return failure;
  if (failure instanceof HttpException) return refusedByFramework(failure);
  // Before the store: a client that hangs up in the middle of its body ends in ECONNRESET as well.
  if (isRequestFault(failure)) return refusedByFastify(failure);
  if (!isStoreAway(failure)) return undefined;
  return refused('store-unavailable', 'The store can not be reached just now; send the same request again');
}

export function problemOf(refusal: Refusal, instance: string, inVietnamese = false): Problem {
  const { status, title, vietnamese } = refusals[refusal.code];
  return {
    type: `urn:lienthong:refusal:${refusal.code}`,
    title: inVietnamese ? vietnamese : title,
    status,
    detail: refusal.detail,
    code: refusal.code,
    ...(refusal.where === undefined ? {} : { where: refusal.where }),
    instance,
  };
}

/** Answers a refusal; the headers that belong to its status are set here and nowhere else. */
export function sendRefusal(request: FastifyRequest, reply: FastifyReply, error: RefusedError): void {
  const inVietnamese = request.headers['accept-language']?.startsWith('vi') ?? false;
  const problem = problemOf(error.refusal, request.id, inVietnamese);
  const { retryAfterSeconds = 1, allow = [], endsLine = false } = error.hints;
  // Fastify closes the line when a body could not be parsed; with bytes unread that is a reset, which takes the answer with it.
  if (endsLine) reply.header('Connection', 'close');
  else if (reply.hasHeader('Connection')) reply.removeHeader('Connection');
  if (problem.status === 503) reply.header('Retry-After', String(retryAfterSeconds));
  const isOurApi = (request as FormedRequest).answerForm === undefined;
  if (problem.status === 401 && isOurApi) reply.header('WWW-Authenticate', 'Bearer');
  if (problem.status === 405 && isOurApi) reply.header('Allow', allow.join(', '));
  sendProblem(reply, problem);
}

/** Answers a fault of ours: nothing of its cause reaches the client. */
export function sendInternal(request: FastifyRequest, reply: FastifyReply): void {
  const detail = 'The exchange failed to answer; its log tells why under the instance given here';
  const title = 'Internal error';
  sendProblem(reply, { type: 'about:blank', title, status: 500, detail, code: 'internal', instance: request.id });
}

function sendProblem(reply: FastifyReply, problem: Problem): void {
  const form = (reply.request as FormedRequest).answerForm;
  if (form !== undefined) {
    const { status, type, body, headers = {} } = form(problem);
    return void reply.code(status).headers(headers).header('Content-Type', type).send(body);
  }
  reply.code(problem.status).header('Content-Type', problemMediaType).send(JSON.stringify(problem));
}

const refused = (code: RefusalCode, detail: string, hints?: RefusalHints): RefusedError =>
  new RefusedError({ code, detail }, hints);

/** Fastify marks whatever is wrong with a request by a status below 500. */
interface RequestFault {
  readonly message: string;
  readonly statusCode: number;
  readonly code?: string;
}

function isRequestFault(failure: unknown): failure is RequestFault {
  const { statusCode } = (failure ?? {}) as Partial<RequestFault>;
  return typeof statusCode === 'number' && statusCode >= 400 && statusCode < 500;
}

// Nest wraps the faults that Fastify names itself into an HttpException and keeps them as its cause.
function refusedByFramework(failure: HttpException): RefusedError | undefined {
  if (isRequestFault(failure.cause)) return refusedByFastify(failure.cause);
  return refusedByStatus(failure.getStatus(), failure.message);
}

// A body we can not read by our own limits and parsers, https://fastify.dev/docs/latest/Reference/Errors/.
const codesOfFastify: Readonly<Record<string, RefusalCode>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'package-too-large',
  FST_REQ_FILE_TOO_LARGE: 'package-too-large',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'media-type-unsupported',
  FST_ERR_CTP_EMPTY_TYPE: 'media-type-unsupported',
  FST_INVALID_MULTIPART_CONTENT_TYPE: 'media-type-unsupported',
  FST_PARTS_LIMIT: 'multipart-unreadable',
  FST_FILES_LIMIT: 'multipart-unreadable',
  FST_FIELDS_LIMIT: 'multipart-unreadable',
  FST_PROTO_VIOLATION: 'multipart-unreadable',
  FST_MP_PREMATURE_CLOSE: 'multipart-unreadable',
};

function refusedByFastify(fault: RequestFault): RefusedError {
  return refused(codesOfFastify[fault.code ?? ''] ?? 'request-invalid', fault.message);
}

const codesOfStatus: Readonly<Record<number, RefusalCode>> = {
  401: 'key-missing',
  403: 'role-forbidden',
  404: 'route-unknown',
  405: 'method-not-allowed',
  413: 'package-too-large',
  415: 'media-type-unsupported',
  503: 'store-unavailable',
};

function refusedByStatus(status: number, message: string): RefusedError | undefined {
  const code = codesOfStatus[status] ?? (status < 500 ? 'request-invalid' : undefined);
  return code === undefined ? undefined : refused(code, message);
}
