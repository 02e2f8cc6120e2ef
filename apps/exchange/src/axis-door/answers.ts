/** Good answers of the axis' API: the fields of the operation beside `status`, `ErrorCode` and `ErrorDesc`. */
import type { CallHandler, ExecutionContext, NestInterceptor } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { map, type Observable } from 'rxjs';
import { axisMediaType } from './axis-door.js';

export const goodAnswer = { status: 'OK', ErrorCode: '0', ErrorDesc: '' };

export class AxisAnswers implements NestInterceptor<object | undefined> {
  intercept(context: ExecutionContext, next: CallHandler<object | undefined>): Observable<object> {
    const reply = context.switchToHttp().getResponse<FastifyReply>();
    return next.handle().pipe(
      map((fields) => {
        if (Buffer.isBuffer(fields)) return fields;
        void reply.header('Content-Type', axisMediaType);
        return { ...goodAnswer, ...fields };
      }),
    );
  }
}
