/** The API of a provincial axis as Lạng Sơn's office systems speak it: who is at the door, and the form of every answer. */
import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { refusals } from '@lienthong/edxml';
import { refusedError, type AnswerForm, type Problem } from '@lienthong/edge';
import type { FastifyRequest } from 'fastify';
import { sentenceOf, vendorCodeOf } from '../boxes/vendor-codes.js';
import type { Caller, KeyRing } from '../edge/authenticate.js';
import type { Exchange } from '../exchange.js';

type AgencyRequest = FastifyRequest & { agencyAtDoor?: Caller };

const mediaType = 'application/json; charset=utf-8';

/** Codes are final, so what may go well when it is sent again is no 200: these clients repeat after any 5xx. */
function statusOf({ code }: Problem): number {
  if (code === 'internal') return 500;
  return refusals[code].status === 503 ? 503 : 200;
}

const failure: AnswerForm = (problem) => ({
  status: statusOf(problem),
  type: mediaType,
  body: JSON.stringify({
    ...{ success: false, errorCode: vendorCodeOf(problem.code), message: sentenceOf(problem), data: null },
  }),
});

export interface ProvincialAnswer<T> {
  readonly success: true;
  readonly errorCode: '0';
  readonly message: string;
  readonly data: T;
}

export function answered<T>(data: T): ProvincialAnswer<T> {
  return { success: true, errorCode: '0', message: 'OK', data };
}

export class ProvincialDoor {
  /** @param path where the door stands, `/v1` */
  constructor(
    private readonly exchange: Exchange,
    private readonly keys: KeyRing,
    private readonly path: string,
  ) {}

  answerForm(path: string): AnswerForm | undefined {
    return path.startsWith(`${this.path}/`) ? failure : undefined;
  }

  /** The system id is the code of an agency, in either form; the secret key is one of its API keys. Throws RefusedError. */
  async check(request: FastifyRequest): Promise<void> {
    if (this.answerForm(request.routeOptions.url ?? request.url) === undefined) return;
    const { 'x-systemid': system, 'x-secretkey': secret } = request.headers;
    if (typeof system !== 'string' || typeof secret !== 'string')
      throw refusedError('key-missing', 'Send the agency as X-SystemId and its key as X-SecretKey', 'X-SecretKey');
    const caller = await this.keys.callerWith(`Bearer ${secret}`, 'X-SecretKey');
    if (caller.role !== 'agency' || this.exchange.directory().agency(system)?.code !== caller.agency)
      throw refusedError('key-wrong', `This is no key of ${system.slice(0, 40)}`, 'X-SystemId');
    (request as AgencyRequest).agencyAtDoor = caller;
  }
}

/** The agency that asks, as a parameter of a handler. */
export const AgencyAtDoor = createParamDecorator((_: unknown, context: ExecutionContext): Caller => {
  const { agencyAtDoor } = context.switchToHttp().getRequest<AgencyRequest>();
  if (agencyAtDoor === undefined) throw new Error('the route is not behind the provincial door');
  return agencyAtDoor;
});
