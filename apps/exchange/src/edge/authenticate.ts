/** Who is asking: the key of the Authorization header, looked up at the places served here and remembered for a moment. */
import type { CanActivate, ExecutionContext } from '@nestjs/common';
import { Inject, Injectable, SetMetadata, UseGuards, applyDecorators, createParamDecorator } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { isPresentedKey, readKey, RefusedError, refusedError, sameDigest, type PresentedKey } from '@lienthong/edge';
import { readKeyRow, type KeyRow } from '@lienthong/store';
import type { FastifyRequest } from 'fastify';
import type { Exchange } from '../exchange.js';

/** The agency (or, for an operator, the place) that a key belongs to, and where it lives. */
export interface Caller {
  readonly agency: string;
  readonly place: string;
  readonly role: 'agency' | 'operator';
}

type AskedRequest = FastifyRequest & { caller?: Caller };

/** How long a looked-up key is believed; all are looked up anew when one was withdrawn, and an unknown one soon. */
const rememberMs = 60_000;
const strangerMs = 1_000;
const roleKey = 'lienthong:role';
const keyedRoutes = '/api/v1/';

/** Looks keys up before a request's body is read: strangers make no work. */
export class KeyRing {
  private readonly remembered = new Map<string, { row: KeyRow | undefined; until: number }>();
  private keysVersion = '';

  constructor(private readonly exchange: Exchange) {}

  /** Leaves the caller on the request. Throws RefusedError for a key that is missing, wrong or withdrawn. */
  async check(request: FastifyRequest): Promise<void> {
    // The route's own path: that of the request may be written in many ways (%61pi).
    if (!(request.routeOptions.url ?? request.url).startsWith(keyedRoutes)) return;
    const presented = readKey(request.headers.authorization);
    if (!isPresentedKey(presented)) throw new RefusedError(presented);
    (request as AskedRequest).caller = await this.callerOf(presented);
  }

  private async callerOf(presented: PresentedKey): Promise<Caller> {
    const row = await this.rowOf(presented.keyId);
    if (row === undefined || !sameDigest(row.digest, presented.digest))
      throw refusedError('key-wrong', 'No such key is known here; ask your operator for a new one', 'Authorization');
    if (row.revoked_at !== null || (row.expires_at !== null && row.expires_at.getTime() <= Date.now()))
      throw refusedError(
        'key-expired',
        'This key has expired or was withdrawn; ask your operator for a new one',
        'Authorization',
      );
    return { agency: row.agency, place: row.place, role: row.role };
  }

  private async rowOf(keyId: string): Promise<KeyRow | undefined> {
    if (this.keysVersion !== this.exchange.keysVersion) this.remembered.clear();
    this.keysVersion = this.exchange.keysVersion;
    const now = Date.now();
    const known = this.remembered.get(keyId);
    if (known !== undefined && known.until > now) return known.row;
    const row = await readKeyRow(this.exchange.store, [...this.exchange.served.keys()], keyId);
    if (this.remembered.size > 10_000) this.remembered.clear();
    this.remembered.set(keyId, { row, until: now + (row === undefined ? strangerMs : rememberMs) });
    return row;
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
export const AskedBy = createParamDecorator((_: unknown, context: ExecutionContext): Caller => {
  const { caller } = context.switchToHttp().getRequest<AskedRequest>();
  if (caller === undefined) throw new Error('the route has no key guard');
  return caller;
});
