/** Failures of a store that is away, as its drivers report them. */
import { describe, expect, test } from '@jest/globals';
import { isStoreAway } from './store-away.js';

const withCode = (code: string): Error => Object.assign(new Error('failed'), { code });

describe('a failure', () => {
  test.each([
    ['a refused connection', withCode('ECONNREFUSED')],
    ['a server that shuts down', withCode('57P01')],
    ['a connection that broke', withCode('08006')],
    ['too many connections', withCode('53300')],
    ['a full disk', withCode('53100')],
    ['a TypeORM failure with one inside', Object.assign(new Error('query'), { driverError: withCode('57P03') })],
    ['all addresses refused', new AggregateError([withCode('EPERM'), withCode('ECONNREFUSED')])],
    ['a cause far inside', new Error('a', { cause: new Error('b', { cause: withCode('ETIMEDOUT') }) })],
    ['a pool without a free connection', new Error('timeout exceeded when trying to connect')],
    ['a connection cut in a query', new Error('Connection terminated unexpectedly')],
  ])('by %s means that the store is away', (_what, failure) => expect(isStoreAway(failure)).toBe(true));

  test.each([
    ['a unique violation', withCode('23505')],
    ['a deadlock', withCode('40P01')],
    ['a fault of ours', new TypeError('x is not a function')],
    ['nothing', undefined],
    ['a text', 'ECONNREFUSED'],
  ])('by %s does not', (_what, failure) => expect(isStoreAway(failure)).toBe(false));

  test('that is its own cause ends the search', () => {
    const failure = new Error('loop');
    failure.cause = failure;
    expect(isStoreAway(failure)).toBe(false);
  });
});
