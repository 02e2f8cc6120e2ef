/** Answers of the axis' API: what every answer of an operation has, good or refused, and the form of both. */
import type { CallHandler, ExecutionContext, NestInterceptor } from '@nestjs/common';
import type { AnswerForm, FormedAnswer } from '@lienthong/edge';
import type { FastifyReply } from 'fastify';
import { map, type Observable } from 'rxjs';
import { sentenceOf, vendorCodeOf } from '../boxes/vendor-codes.js';

export const axisMediaType = 'application/json;charset=UTF-8';

export const goodAnswer = { status: 'OK', ErrorCode: '0', ErrorDesc: '' };

/**
 * The fields of each operation beside those of every answer, empty. Clients read them from refusals as well, without asking whether
 * they are there and of which type.
 */
const emptyAnswers: Readonly<Record<string, object>> = {
  getAgenciesList: { data: [] },
  getAgenciesListQD20: { data: [] },
  getSynchronizeUnit: { data: [] },
  registerAgency: {},
  deleteAgency: {},
  sendEdoc: { DocId: '' },
  getReceivedEdocList: { data: [] },
  getEdoc: { data: '' },
  updateStatus: {},
  getSentEdocList: { data: [] },
  countReceiveEdoc: { count: 0 },
  countReceiveStatus: { count: 0 },
};
/** Answers bytes: the SDK saves whatever comes as the package. */
const download = 'downloadEdoc';

/** JSON in US-ASCII, as the SDK decodes it. */
export function asciiJson(value: object): string {
  return JSON.stringify(value).replace(/[^\x20-\x7e]/g, escaped);
}

const escaped = (unit: string): string => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;

/** The SDK reads the JSON only: every answer is 200. */
export function refusedAnswer(operation: string): AnswerForm {
  return (problem) => {
    const said = { status: 'FAIL', ErrorCode: vendorCodeOf(problem.code), ErrorDesc: sentenceOf(problem) };
    if (operation === download) return withoutBody(said);
    const body = asciiJson({ ...said, ...(emptyAnswers[operation] ?? { data: [] }) });
    return { status: 200, type: axisMediaType, body };
  };
}

/** Code and sentence stand in headers, the latter as a JSON text without its quotes. */
function withoutBody({ status, ErrorCode, ErrorDesc }: typeof goodAnswer): FormedAnswer {
  const sentence = JSON.stringify(ErrorDesc)
    .slice(1, -1)
    .replace(/[^\x20-\x7e]/g, escaped);
  const headers = { status, ErrorCode, ErrorDesc: sentence };
  return {
    ...{ status: 200, type: 'application/octet-stream', body: '' },
    headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [`XroadVnpt-${name}`, value])),
  };
}

export class AxisAnswers implements NestInterceptor<object | undefined> {
  intercept(context: ExecutionContext, next: CallHandler<object | undefined>): Observable<Buffer> {
    const reply = context.switchToHttp().getResponse<FastifyReply>();
    return next.handle().pipe(
      map((fields) => {
        if (Buffer.isBuffer(fields)) return fields;
        void reply.header('Content-Type', axisMediaType);
        return Buffer.from(asciiJson({ ...goodAnswer, ...fields }));
      }),
    );
  }
}
