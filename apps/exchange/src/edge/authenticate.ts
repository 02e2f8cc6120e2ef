/** Who is asking: the key of the Authorization header, looked up at the places served here and remembered for a moment. */
import type { CanActivate, ExecutionContext } from '@nestjs/common';
import { Inject, Injectable, SetMetadata, UseGuards, applyDecorators, createParamDecorator } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { isPresentedKey, readKey, RefusedError, refusedError, sameDigest } from '@lienthong/edge';
import { readKeyRow, type KeyRow } from '@lienthong/store';
import type { FastifyRequest } from 'fastify';
import type { Exchange } from '../exchange.js';
import { Remembered } from './remembered.js';

/** The agency (or, for an operator, the place) that a key belongs to, and where it lives. */
export interface Caller {
  readonly agency: string;
  readonly place: string;
  readonly role: 'agency' | 'operator';
}

/** A caller with a key, and the key's number. */
export interface KeyHolder extends Caller {
  readonly keyId: string;
}

type AskedRequest = FastifyRequest & { caller?: KeyHolder };

const roleKey = 'lienthong:role';
const keyedRoutes = '/api/v1/';

/** Looks keys up before a request's body is read: strangers make no work. */
export class KeyRing {
  private readonly rows: Remembered<KeyRow>;

  constructor(exchange: Exchange) {
    const look = (keyId: string) => readKeyRow(exchange.store, [...exchange.served.keys()], keyId);
    this.rows = new Remembered(() => exchange.keysVersion, look);
  }

  /** Leaves the caller on the request. Throws RefusedError for a key that is missing, wrong or withdrawn. */
  async check(request: FastifyRequest): Promise<void> {
    // The route's own path: that of the request may be written in many ways (%61pi).
    if (!(request.routeOptions.url ?? request.url).startsWith(keyedRoutes)) return;
    (request as AskedRequest).caller = await this.callerWith(request.headers.authorization);
  }

  /** Whose key stands in the text of an Authorization header, or came in the header `where`. Throws RefusedError as `check` does. */
  async callerWith(authorization: string | undefined, where = 'Authorization'): Promise<KeyHolder> {
    const presented = readKey(authorization);
    if (!isPresentedKey(presented)) throw new RefusedError({ ...presented, where });
    const row = await this.rows.rowOf(presented.keyId);
    if (row === undefined || !sameDigest(row.digest, presented.digest))
      throw refusedError('key-wrong', 'No such key is known here; ask your operator for a new one', where);
    if (row.revoked_at !== null || (row.expires_at !== null && row.expires_at.getTime() <= Date.now()))
      throw refusedError(
        'key-expired',
        'This key has expired or was withdrawn; ask your operator for a new one',
        where,
      );
    return { agency: row.agency, place: row.place, role: row.role, keyId: presented.keyId };
  }
}

/** Compares the role of the caller with the one that the route asks for. */
@Injectable()
export class RoleGuard implements CanActivate {
  constructor(@Inject(Reflector) private readonly reflector: Reflector) {}

  canActivate(context: ExecutionContext): boolean {
    const { caller } = context.switchToHttp().getRequest<AskedRequest>();
    if (caller === undefined) throw new Error('a route outside /api/v1 asks for a key');
    const role = this.reflector.get<Caller['role'] | undefined>(roleKey, context.getHandler());
    if (role !== undefined && role !== caller.role)
      throw refusedError('role-forbidden', `This needs a key of role ${role}; yours is of role ${caller.role}`);
    return true;
  }
}

/** Every route below /api/v1 asks for a key; with a role, for a key of that role. */
export function NeedsKey(role?: Caller['role']): MethodDecorator {
  return applyDecorators(SetMetadata(roleKey, role), UseGuards(RoleGuard));
}

/** The caller, as a parameter of a handler. */
export const AskedBy = createParamDecorator((_: unknown, context: ExecutionContext): KeyHolder => {
  const { caller } = context.switchToHttp().getRequest<AskedRequest>();
  if (caller === undefined) throw new Error('the route has no key guard');
  return caller;
});
