/** Lines of the log as they leave the process. */
import { describe, expect, test } from '@jest/globals';
import { createLogger, NestLog } from './logs.js';

function gather(level = 'info'): { lines: () => Record<string, unknown>[]; nest: NestLog; write: (o: object) => void } {
  const written: string[] = [];
  const log = createLogger({ level, name: 'office', destination: { write: (line) => void written.push(line) } });
  const lines = (): Record<string, unknown>[] => written.map((line) => JSON.parse(line) as Record<string, unknown>);
  return { lines, nest: new NestLog(log), write: (fields) => log.info(fields, 'said') };
}

describe('a line of the log', () => {
  test('is JSON with level, time, process and message', () => {
    const { lines, write } = gather();
    write({ document: 7 });
    expect(lines()[0]).toMatchObject({ level: 'info', name: 'office', pid: process.pid, msg: 'said', document: 7 });
    expect(lines()[0]?.time).toMatch(/^\d{4}-\d\d-\d\dT.*Z$/);
  });

  test('hides secret fields at any of three depths and passwords inside texts', () => {
    const { lines, write } = gather();
    write({ key: 'canary', a: { password: 'canary', b: { authorization: 'canary' } }, note: 'redis://u:canary@h:1' });
    expect(JSON.stringify(lines())).not.toContain('canary');
    expect(lines()[0]?.note).toBe('redis://u:[secret]@h:1');
  });

  test('tells of an error its words and causes, but nothing that hangs on it', () => {
    const { lines, write } = gather();
    const cause = Object.assign(new Error('duplicate key'), { code: '23505' });
    write({ err: Object.assign(new TypeError('query failed', { cause }), { parameters: ['canary'] }) });
    expect(JSON.stringify(lines())).not.toContain('canary');
    const err = { type: 'TypeError', message: 'query failed', cause: { message: 'duplicate key', code: '23505' } };
    expect(lines()[0]).toMatchObject({ err });
  });

  test("keeps Nest's context and the stack of its errors", () => {
    const { lines, nest } = gather('trace');
    nest.log('started', 'Router');
    nest.error(new Error('broken'), 'stack of it', 'Handler');
    nest.verbose({ a: 1 });
    expect(lines()[0]).toMatchObject({ level: 'info', from: 'Router', msg: 'started' });
    expect(lines()[1]).toMatchObject({ level: 'error', from: 'Handler', msg: 'broken', more: ['stack of it'] });
    expect(lines()[1]).toMatchObject({ err: { stack: expect.stringContaining('logs.spec') } });
    expect(lines()[2]).toMatchObject({ level: 'trace', message: { a: 1 } });
  });
});
