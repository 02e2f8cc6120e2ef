/** Answers that a client has already: every good answer to a GET carries an ETag, and is 304 while it is the one given (RFC 9110, 13.1.2). */
import { hash } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';

/** What is sent: nothing where the client has it. A tag that the handler has set counts; texts without one get one of their bytes. */
export function tagAnswer(request: FastifyRequest, reply: FastifyReply, payload: unknown): unknown {
  if (request.method !== 'GET' || reply.statusCode !== 200) return payload;
  const tag = reply.getHeader('ETag') ?? (typeof payload === 'string' ? tagOf(payload) : undefined);
  if (typeof tag !== 'string') return payload;
  reply.header('ETag', tag);
  // Whoever keeps it asks each time whether it holds; what never changes says so itself.
  if (!reply.hasHeader('Cache-Control')) reply.header('Cache-Control', 'private, no-cache');
  if (!isNamed(tag, request.headers['if-none-match'])) return payload;
  reply.code(304).removeHeader('Content-Type').removeHeader('Content-Length');
  return '';
}

const tagOf = (text: string): string => `"${hash('sha256', text, 'base64').slice(0, 22)}"`;

function isNamed(tag: string, header: string | undefined): boolean {
  if (header === undefined) return false;
  return header.trim() === '*' || header.split(',').some((one) => one.trim().replace(/^W\//, '') === tag);
}
