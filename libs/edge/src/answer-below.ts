/** Answers to what Node itself could not read as a request: there is a socket, and no reply object. */
import { randomUUID } from 'node:crypto';
import { STATUS_CODES, type IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { problemMediaType, problemOf, type AnswerForm } from './problem.js';

/** The form of the door that a path leads to. */
export interface FormOfPath {
  readonly answerForm?: (path: string) => AnswerForm | undefined;
}

const statusOfParser: Readonly<Record<string, string>> = {
  ERR_HTTP_REQUEST_TIMEOUT: '408 Request Timeout',
  HPE_HEADER_OVERFLOW: '431 Request Header Fields Too Large',
};

export interface ParserFault extends Error {
  readonly code?: string;
  /** What Node was reading; begins with the request line where all of the head came at once. */
  readonly rawPacket?: unknown;
}

export function answerUnreadable(failure: ParserFault, socket: Socket, { answerForm }: FormOfPath): void {
  if (failure.code === 'ECONNRESET' || socket.destroyed || !socket.writable) return void socket.destroy();
  const statusLine = statusOfParser[failure.code ?? ''] ?? '400 Bad Request';
  const { rawPacket } = failure;
  const start = Buffer.isBuffer(rawPacket) ? rawPacket.toString('latin1', 0, 2_000) : '';
  const [, path] = /^[A-Z]+ (\S+) HTTP\//.exec(start) ?? [];
  const detail = `The request can not be read: ${failure.code === 'HPE_INVALID_HEADER_TOKEN' ? oddHeader : statusLine.slice(4)}`;
  answerBelow(socket, statusLine, detail, path === undefined ? undefined : answerForm?.(path));
}

const oddHeader = 'a header holds a control character';

// The one expectation that HTTP knows is 100-continue, RFC 9110 section 10.1.1.
export function answerUnexpected({ socket, url = '' }: IncomingMessage, { answerForm }: FormOfPath): void {
  const detail = 'Nothing but 100-continue can be expected; leave the header Expect out';
  answerBelow(socket, '417 Expectation Failed', detail, answerForm?.(url));
}

function answerBelow(socket: Socket, statusLine: string, detail: string, form: AnswerForm | undefined): void {
  const refusal = { code: 'request-invalid', detail } as const;
  const problem = { ...problemOf(refusal, randomUUID()), status: Number(statusLine.slice(0, 3)) };
  const formed = form?.(problem) ?? { type: problemMediaType, body: JSON.stringify(problem) };
  const line = 'status' in formed ? `${formed.status} ${STATUS_CODES[formed.status] ?? ''}` : statusLine;
  const headers = Object.entries({
    ...('headers' in formed ? formed.headers : {}),
    ...{ 'Content-Type': formed.type, 'Content-Length': Buffer.byteLength(formed.body), Connection: 'close' },
  });
  const head = headers.map(([name, value]) => `${name}: ${value}\r\n`).join('');
  socket.end(`HTTP/1.1 ${line}\r\n${head}\r\n${formed.body}`);
}
