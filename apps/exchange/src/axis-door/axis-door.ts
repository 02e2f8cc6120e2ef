/** The national axis' API, as the vendor's SDK speaks it: who is at the door, and the form of every answer. */
import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { refusedError, type AnswerForm } from '@lienthong/edge';
import { readSystems } from '@lienthong/store';
import type { FastifyRequest } from 'fastify';
import { sentenceOf, vendorCodeOf } from '../boxes/vendor-codes.js';
import { Remembered } from '../edge/remembered.js';
import { servedPlace, type Exchange } from '../exchange.js';
import { checkClientCertificate } from './client-certificate.js';
import { checkTimestamp } from './hardened.js';
import { openSecret } from '../trust/seal-secret.js';
import { fieldHeader, verifyFields, type SignedFields } from './signed-fields.js';

/** The centre that asks, and what its request says. It speaks for all agencies of its place. */
export interface Centre {
  readonly place: string;
  readonly isHardened: boolean;
  readonly fields: SignedFields;
}

type CentreRequest = FastifyRequest & { centre?: Centre };

interface System {
  readonly secret: string;
  readonly hardened: boolean;
  readonly certificate: Buffer | null;
}

export const axisMediaType = 'application/json;charset=UTF-8';

/** The SDK reads the JSON only: every answer is 200. A list without `data` would crash it. */
const failure: AnswerForm = (problem) => ({
  status: 200,
  type: axisMediaType,
  body: JSON.stringify({
    ...{ status: 'FAIL', ErrorCode: vendorCodeOf(problem.code), ErrorDesc: sentenceOf(problem) },
    data: [],
  }),
});

export class AxisDoor {
  private readonly systems: Remembered<System>;

  /** @param path where the door stands, `/XrdAdapter/adapter` */
  constructor(
    exchange: Exchange,
    private readonly path: string,
  ) {
    this.systems = new Remembered(
      () => exchange.keysVersion,
      async (code) => {
        const [row] = exchange.served.has(code) ? await readSystems(exchange.store, [code]) : [];
        return (
          row && {
            secret: openSecret(servedPlace(exchange, code), 'system', row.secret).toString(),
            hardened: row.hardened,
            certificate: row.client_certificate,
          }
        );
      },
    );
  }

  answerForm(request: FastifyRequest): AnswerForm | undefined {
    return this.leadsHere(request) ? failure : undefined;
  }

  /** Checks HMAC, client certificate and time before a body is read, and leaves the centre on the request. Throws RefusedError. */
  async check(request: FastifyRequest): Promise<void> {
    if (!this.leadsHere(request)) return;
    takeAnyBody(request);
    const code = fieldHeader(request.headers, 'systemid');
    if (code === undefined) throw refusedError('key-missing', 'The request names no system', 'XroadVnpt-systemid');
    const system = await this.systems.rowOf(code);
    if (system === undefined)
      throw refusedError('key-wrong', `There is no system ${code.slice(0, 40)} here`, 'XroadVnpt-systemid');
    const fields = verifyFields(request.headers, system.secret);
    fields.needed('systemid');
    if (system.certificate !== null) checkClientCertificate(request.raw.socket, system.certificate);
    if (system.hardened) checkTimestamp(fields, Date.now());
    (request as CentreRequest).centre = { place: code, isHardened: system.hardened, fields };
  }

  private leadsHere(request: FastifyRequest): boolean {
    // The route's own path: that of the request may be written in many ways (%58rd).
    return (request.routeOptions.url ?? request.url).startsWith(`${this.path}/`);
  }
}

/** The SDK says JSON where it sends nothing, and nothing where it sends JSON: bodies are bytes, forms apart. */
function takeAnyBody({ raw: { headers } }: FastifyRequest): void {
  if (headers['content-type']?.toLowerCase().startsWith('multipart/form-data')) return;
  headers['content-type'] = 'application/octet-stream';
}

/** The centre that asks, as a parameter of a handler. */
export const AtCentre = createParamDecorator((_: unknown, context: ExecutionContext): Centre => {
  const { centre } = context.switchToHttp().getRequest<CentreRequest>();
  if (centre === undefined) throw new Error('the route is not behind the door of the axis');
  return centre;
});
