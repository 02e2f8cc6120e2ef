/** Who is asking and may they: the key of the Authorization header and the table of roles, before a request's body is read. */
import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { isPresentedKey, readKey, RefusedError, refusedError, sameDigest } from '@lienthong/edge';
import type { FastifyRequest } from 'fastify';
import type { TrustAuthority } from '../authority.js';
import { roles, type Role } from '../ledger/deeds.js';
import type { AdmittedKey } from '../ledger/register.js';

/** Every route that asks for a key, and whose key it takes; a route of /api/v1 that is not here is open to nobody. */
export const rolesByRoute: Readonly<Record<string, readonly Role[]>> = {
  'POST /api/v1/applications': ['registrar'],
  'GET /api/v1/applications': roles,
  'POST /api/v1/issuances': ['operator'],
  'POST /api/v1/refusals': ['operator'],
  'GET /api/v1/certificates': roles,
  'GET /api/v1/certificates/:serial': roles,
  'POST /api/v1/revocations': ['operator'],
  'POST /api/v1/suspensions': ['operator'],
  'POST /api/v1/resumptions': ['operator'],
  'POST /api/v1/keys': ['operator'],
  'DELETE /api/v1/keys/:keyId': ['operator'],
  'GET /api/v1/journal': ['auditor'],
  'GET /api/v1/journal/head': ['auditor'],
};

const keyedRoutes = '/api/v1/';

type AskedRequest = FastifyRequest & { caller?: AdmittedKey };

/** Leaves the caller on the request. Throws RefusedError for a key that is missing, wrong, withdrawn or of another role. */
export function authenticate({ register }: TrustAuthority, request: FastifyRequest): void {
  if (!request.url.startsWith(keyedRoutes)) return;
  const presented = readKey(request.headers.authorization);
  if (!isPresentedKey(presented)) throw new RefusedError(presented);
  const known = register.keys.get(presented.keyId);
  if (known === undefined || !sameDigest(known.digest, presented.digest))
    throw refusedError('key-wrong', 'No such key is known here', 'Authorization');
  if (known.isDismissed) throw refusedError('key-expired', 'This key was withdrawn', 'Authorization');
  const allowed = rolesByRoute[`${request.method} ${request.routeOptions.url}`] ?? [];
  if (!allowed.includes(known.role)) {
    const needed = allowed.length === 0 ? 'no role has' : `a key of role ${allowed.join(' or ')} is needed`;
    throw refusedError('role-forbidden', `Here ${needed}; yours is of role ${known.role}`);
  }
  (request as AskedRequest).caller = known;
}

/** Number of the caller's key, as a parameter of a handler: it stands beside every deed in the journal. */
export const AskedBy = createParamDecorator((_: unknown, context: ExecutionContext): string => {
  const { caller } = context.switchToHttp().getRequest<AskedRequest>();
  if (caller === undefined) throw new Error('the route asks for no key');
  return caller.keyId;
});
