/** The national axis' API, as the vendor's SDK speaks it: who is at the door, and what its request binds. */
import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { refusedError, type AnswerForm } from '@lienthong/edge';
import { systemNamed, type SystemRow } from '@lienthong/store';
import type { FastifyRequest } from 'fastify';
import { Remembered } from '../edge/remembered.js';
import { servedPlace, type Exchange } from '../exchange.js';
import type { DoorSettings } from '../tokens.js';
import { openSecret } from '../trust/seal-secret.js';
import { refusedAnswer } from './answers.js';
import { checkOperation } from './bound-fields.js';
import { checkClientCertificate } from './client-certificate.js';
import { fieldHeader, verifyFields, type SignedFields } from './signed-fields.js';

/** The centre that asks, and what its request says. It speaks for all agencies of its place. */
export interface Centre {
  readonly place: string;
  /** As the request names it: its hub code, or an alias. */
  readonly systemId: string;
  /** All its names. */
  readonly names: readonly string[];
  /** Hardened, and nothing but a signed digest binds a body: no client certificate. */
  readonly mustSignBody: boolean;
  readonly mayRegister: boolean;
  readonly fields: SignedFields;
  /** Whether the body came as plain bytes, by its own media type. */
  readonly isOctets: boolean;
}

type CentreRequest = FastifyRequest & { centre?: Centre };

type System = Pick<SystemRow, 'place' | 'aliases' | 'hardened' | 'client_certificate' | 'may_register'> & {
  readonly secretText: string;
};

export class AxisDoor {
  private readonly systems: Remembered<System>;

  constructor(
    exchange: Exchange,
    private readonly settings: DoorSettings,
  ) {
    this.systems = new Remembered(
      () => exchange.keysVersion,
      async (name) => {
        const row = await systemNamed(exchange.store, [...exchange.served.keys()], name);
        if (row === undefined) return undefined;
        const secretText = openSecret(servedPlace(exchange, row.place), 'system', row.secret).toString();
        return { ...row, secretText };
      },
    );
  }

  answerForm(path: string): AnswerForm | undefined {
    const operation = this.operationAt(path);
    return operation === undefined ? undefined : refusedAnswer(operation);
  }

  /** Checks HMAC and client certificate before a body is read, and leaves the centre on the request. Throws RefusedError. */
  async check(request: FastifyRequest): Promise<void> {
    const operation = this.operationAt(request.routeOptions.url ?? request.url);
    if (operation === undefined) return;
    const isOctets = takeAnyBody(request);
    const name = fieldHeader(request.headers, 'systemid');
    if (name === undefined) throw refusedError('key-missing', 'The request names no system', 'XroadVnpt-systemid');
    const system = await this.systems.rowOf(name);
    if (system === undefined)
      throw refusedError('key-wrong', `There is no system ${name.slice(0, 40)} here`, 'XroadVnpt-systemid');
    const fields = verifyFields(request.headers, system.secretText);
    fields.needed('systemid');
    checkOperation(fields, operation);
    const { place, aliases, hardened, client_certificate: certificate } = system;
    if (certificate !== null) checkClientCertificate(request.raw.socket, certificate);
    (request as CentreRequest).centre = {
      ...{ place, systemId: name, names: [place, ...aliases], fields, isOctets },
      mustSignBody: hardened && certificate === null,
      mayRegister: hardened || system.may_register || this.settings.isLoopback,
    };
  }

  /** What stands behind the door's path, without a query. */
  private operationAt(path: string): string | undefined {
    const start = `${this.settings.axisPath}/`;
    return path.startsWith(start) ? path.slice(start.length).split('?', 1)[0] : undefined;
  }
}

/** The SDK says JSON where it sends nothing, and nothing where it sends JSON: bodies are bytes, forms apart. */
function takeAnyBody({ raw: { headers } }: FastifyRequest): boolean {
  const said = headers['content-type']?.toLowerCase() ?? '';
  if (said.startsWith('multipart/form-data')) return false;
  headers['content-type'] = 'application/octet-stream';
  return said.startsWith('application/octet-stream');
}

/** The centre that asks, as a parameter of a handler. */
export const AtCentre = createParamDecorator((_: unknown, context: ExecutionContext): Centre => {
  const { centre } = context.switchToHttp().getRequest<CentreRequest>();
  if (centre === undefined) throw new Error('the route is not behind the door of the axis');
  return centre;
});
