/** The HTTP server under every edge: limits against slow and large requests, and the decisions taken before a body is read. */
import { randomUUID } from 'node:crypto';
import type { IncomingMessage, Server, ServerOptions } from 'node:http';
import type { ServerOptions as TlsServerOptions } from 'node:https';
import type { Socket } from 'node:net';
import type { FastifyMultipartOptions } from '@fastify/multipart';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyHttpOptions, FastifyReply, FastifyRequest } from 'fastify';
import { answerUnexpected, answerUnreadable, type FormOfPath, type ParserFault } from './answer-below.js';
import { BrokenAnswersOnly, logAnswer, logFailure } from './answer-log.js';
import { ByteBudget, type Owner } from './byte-budget.js';
import { tagAnswer } from './entity-tag.js';
import { growWithBody, noRoomLeft } from './grow-with-body.js';
import { KnownRoutes } from './known-routes.js';
import type { Log } from './logs.js';
import { refusedErrorOf, sendInternal, sendRefusal } from './problem.js';
import { acceptRawBodies, announcedBytes } from './read-body.js';
import { formLimits } from './read-form.js';
import { refusedError } from './refused.js';
import { Shares } from './shares.js';
import { tlsOptions, type EdgeTls } from './tls.js';
import type { FormedRequest } from './problem.js';
import type { RefusedError } from './refused.js';
import { findUnwritable } from './unwritable.js';

const MiB = 1024 * 1024;

/** Of all headers of a request, as Node itself has it; the signed text of the axis' clients repeats their fields. */
const mostHeaderBytes = 16 * 1024;

/** Limits of an edge; lengths in bytes, times in milliseconds. */
export interface EdgeLimits {
  readonly bodyLimit: number;
  /** Bytes of all bodies in work at once; at least the body limit, or the largest packages never fit. */
  readonly byteBudget: number;
  /** The most of the budget that all bodies of one caller, and of one address, may hold; at least the body limit. */
  readonly callerBytes: number;
  readonly addressBytes: number;
  /** Requests of one caller that are being answered at once. */
  readonly callerRequests: number;
  /** Open connections of one address. */
  readonly addressConnections: number;
  /** Bytes of the budget that a body takes at once, see {@link growWithBody}. */
  readonly openBodyStep: number;
  readonly headersTimeoutMs: number;
  readonly requestTimeoutMs: number;
  readonly connectionsCheckingIntervalMs: number;
  readonly keepAliveTimeoutMs: number;
  readonly maxConnections: number;
}

export const edgeLimits: EdgeLimits = {
  bodyLimit: 50 * MiB,
  byteBudget: 128 * MiB,
  // One caller leaves room for the largest package of another; an address may be a proxy with many callers behind it.
  callerBytes: 64 * MiB,
  addressBytes: 96 * MiB,
  callerRequests: 512,
  addressConnections: 2_048,
  openBodyStep: MiB,
  headersTimeoutMs: 10_000,
  requestTimeoutMs: 30_000,
  // Node looks for late requests only every 30 s unless told otherwise, and then 10 s would mean up to 40.
  connectionsCheckingIntervalMs: 2_000,
  // Longer than the idle time of common proxies (60 s) and of undici (4 s), so that the client is the one who closes.
  keepAliveTimeoutMs: 72_000,
  maxConnections: 4_096,
};

export interface EdgeOptions {
  readonly log: Log;
  /** Media types beside {@link rawMediaTypes} whose bytes reach the handler as received. */
  readonly rawTypes?: readonly string[];
  /** Serves over HTTPS. */
  readonly tls?: EdgeTls;
  /** Other limits than {@link edgeLimits}. */
  readonly limits?: Partial<EdgeLimits>;
  /**
   * Runs for every known route before the body is read, for example to look the key up; what it throws is the answer.
   * It may leave what it found on the request.
   */
  readonly beforeBody?: (request: FastifyRequest) => Promise<void> | void;
  /** Who asks, once `beforeBody` has found it out; undefined for a request without a caller, of which only the address counts. */
  readonly callerOf?: (request: FastifyRequest) => string | undefined;
  /** The form in which failures of requests to a path are answered; problem details (RFC 9457) where it is undefined. */
  readonly answerForm?: FormOfPath['answerForm'];
}

/** Makes the adapter for `NestFactory.create(Module, adapter, { bufferLogs: true })`; see `openEdge` for the rest. */
export function fastifyAdapter(options: EdgeOptions): EdgeAdapter {
  return new EdgeAdapter(options);
}

export class EdgeAdapter extends FastifyAdapter {
  readonly budget: ByteBudget;
  readonly routes = new KnownRoutes();
  readonly #limits: EdgeLimits;
  readonly #options: EdgeOptions;
  readonly #requests = new Shares();
  readonly #connections = new Shares();
  #isDraining = false;

  constructor(options: EdgeOptions) {
    const limits = { ...edgeLimits, ...options.limits };
    super(serverOptions(limits, options));
    this.#options = options;
    this.#limits = limits;
    this.budget = new ByteBudget(limits.byteBudget);
    this.#prepare();
    const { server } = this.getInstance();
    server.maxConnections = limits.maxConnections;
    server.on('connection', (socket: Socket) => this.#boundConnections(socket));
    // Without a handshake there is nobody who could read an answer, and who is silent would keep the line for ever.
    server.on('tlsClientError', (_: Error, socket: Socket) => socket.destroy());
    server.on('checkExpectation', (request: IncomingMessage) => answerUnexpected(request, this.#options));
  }

  /** From here on every request but a liveness check is turned away; Nest calls it first of all when it closes. */
  override beforeClose(): void {
    super.beforeClose();
    this.#isDraining = true;
  }

  #prepare(): void {
    const instance = this.getInstance();
    acceptRawBodies(instance, this.#options.rawTypes ?? []);
    instance.addHook('onRoute', (route) => this.routes.add(route.url, route.method));
    instance.addHook('onRequest', (request, reply, done) => this.#admit(request, reply, done));
    instance.addHook('preHandler', async (request) => refuseUnwritable(request));
    instance.addHook('onSend', (request, reply, payload, done) => done(null, tagAnswer(request, reply, payload)));
    instance.addHook('onResponse', (request, reply, done) => {
      logAnswer(this.#options.log, request, reply);
      done();
    });
  }

  #admit(request: FastifyRequest, reply: FastifyReply, proceed: () => void): void {
    reply.header('X-Correlation-Id', request.id).header('X-Content-Type-Options', 'nosniff');
    // The route's own path: that of the request may be written in many ways (%58rd).
    const form = this.#options.answerForm?.(request.routeOptions.url ?? request.url);
    if (form !== undefined) (request as FormedRequest).answerForm = form;
    const refused = this.#turnAway(request);
    if (refused) return sendRefusal(request, reply, refused);
    const { beforeBody } = this.#options;
    if (beforeBody === undefined) return this.#count(request, reply, proceed);
    // Asked inside a promise: what is thrown at once must become an answer too, not the end of the process.
    Promise.resolve(request)
      .then(beforeBody)
      .then(
        () => this.#count(request, reply, proceed),
        (failure: unknown) => this.#answerFailure(failure, request, reply),
      );
  }

  #turnAway(request: FastifyRequest): RefusedError | undefined {
    if (this.#isDraining && !request.url.startsWith('/health/live')) {
      const detail = 'This process is shutting down; send the same request again';
      return refusedError('over-capacity', detail, undefined, { endsLine: true });
    }
    const headerBytes = bytesOfHeaders(request.raw);
    if (headerBytes > mostHeaderBytes) {
      const detail = `The headers have ${headerBytes} bytes, at most ${mostHeaderBytes} are taken`;
      return refusedError('request-invalid', detail);
    }
    if (!request.is404) return undefined;
    const allow = this.routes.methodsOf(request.url);
    return allow.length > 0
      ? refusedError('method-not-allowed', `${request.method} is not possible here`, undefined, { allow })
      : refusedError('route-unknown', 'There is nothing under this path; /api describes what there is');
  }

  #boundConnections(socket: Socket): void {
    const leave = this.#connections.take(addressOf(socket), this.#limits.addressConnections);
    // As Node does with connections above the server's own limit: a request has not been read yet.
    if (leave === undefined) socket.destroy();
    else socket.once('close', leave);
  }

  #count(request: FastifyRequest, reply: FastifyReply, proceed: () => void): void {
    // Gone while it was looked up: its 'close' has been, and nobody would give back what is kept for it.
    if (reply.raw.destroyed) return;
    const caller = this.#options.callerOf?.(request);
    if (caller !== undefined) {
      const done = this.#requests.take(caller, this.#limits.callerRequests);
      if (done === undefined) return sendRefusal(request, reply, tooManyRequests(this.#limits.callerRequests));
      reply.raw.once('close', done);
    }
    this.#reserve(request, reply, this.#ownersOf(request, caller), proceed);
  }

  #ownersOf(request: FastifyRequest, caller: string | undefined): Owner[] {
    const { callerBytes, addressBytes } = this.#limits;
    const address = { name: `address ${addressOf(request.raw.socket)}`, maxBytes: addressBytes };
    return caller === undefined ? [address] : [{ name: `caller ${caller}`, maxBytes: callerBytes }, address];
  }

  #reserve(request: FastifyRequest, reply: FastifyReply, owners: readonly Owner[], proceed: () => void): void {
    // Of a question no body is read, whatever it announces.
    if (request.method === 'GET' || request.method === 'HEAD') return proceed();
    const { bodyLimit, openBodyStep } = this.#limits;
    const announced = announcedBytes(request);
    if (announced === 0) return proceed();
    if (announced !== undefined && announced > bodyLimit) {
      const detail = `The body has ${announced} bytes, at most ${bodyLimit} are taken`;
      return sendRefusal(request, reply, refusedError('package-too-large', detail));
    }
    const held = this.budget.reserve(Math.min(announced ?? openBodyStep, openBodyStep), owners);
    if (held === undefined) return sendRefusal(request, reply, noRoomLeft());
    if (announced === undefined || announced > openBodyStep) growWithBody(request.raw, held, this.#limits);
    // 'close' comes after every answer and after every broken connection, the response hooks of Fastify do not.
    reply.raw.once('close', held.release);
    proceed();
  }

  #answerFailure(failure: unknown, request: FastifyRequest, reply: FastifyReply): void {
    const refused = refusedErrorOf(failure);
    if (refused) return sendRefusal(request, reply, refused);
    logFailure(this.#options.log, request, failure);
    sendInternal(request, reply);
  }
}

function bytesOfHeaders({ rawHeaders }: IncomingMessage): number {
  return rawHeaders.reduce((sum, text) => sum + text.length + 2, 0);
}

/** A connection that was closed already has none. */
const addressOf = ({ remoteAddress = 'unknown' }: Socket): string => remoteAddress;

const tooManyRequests = (most: number): RefusedError =>
  refusedError('over-capacity', `${most} requests of yours are being answered already; send this one again`);

function refuseUnwritable({ params, query, body }: FastifyRequest): void {
  const found = findUnwritable(params, 'path') ?? findUnwritable(query, 'query') ?? findUnwritable(body, 'body');
  if (found !== undefined) throw refusedError('request-invalid', found.detail, found.where);
}

type AdapterOptions = FastifyHttpOptions<Server> & {
  https: TlsServerOptions | null;
  multipart: FastifyMultipartOptions;
};

function serverOptions(limits: EdgeLimits, options: EdgeOptions): AdapterOptions {
  const { log, tls } = options;
  const http = listenerOptions(limits);
  return {
    http,
    https: tls === undefined ? null : { ...http, ...tlsOptions(tls), handshakeTimeout: limits.headersTimeoutMs },
    bodyLimit: limits.bodyLimit,
    logController: new BrokenAnswersOnly(log),
    genReqId: correlationOf,
    requestIdHeader: false,
    return503OnClosing: false,
    keepAliveTimeout: limits.keepAliveTimeoutMs,
    requestTimeout: limits.requestTimeoutMs,
    multipart: { limits: { ...formLimits, fileSize: limits.bodyLimit } },
    clientErrorHandler: (failure: ParserFault, socket: Socket) => answerUnreadable(failure, socket, options),
    // The router itself could not read the path.
    frameworkErrors: (error, request, reply) => {
      const refused = refusedErrorOf(error) ?? refusedError('request-invalid', 'The path can not be read');
      sendRefusal(request as FastifyRequest, reply as FastifyReply, refused);
    },
  };
}

const listenerOptions = (limits: EdgeLimits): ServerOptions => ({
  headersTimeout: limits.headersTimeoutMs,
  connectionsCheckingInterval: limits.connectionsCheckingIntervalMs,
  // Node itself would answer without a word; no route asks for the host.
  requireHostHeader: false,
  // Above our own limit, so that headers a little too large are answered by the door they came to.
  maxHeaderSize: 4 * mostHeaderBytes,
});

const correlationPattern = /^[\w.:-]{1,64}$/;

// Taken over only in a form that can not break a log line or a header.
function correlationOf(request: { headers: IncomingMessage['headers'] }): string {
  const given = request.headers['x-correlation-id'];
  return typeof given === 'string' && correlationPattern.test(given) ? given : randomUUID();
}
