/** Paths against the patterns of routes. */
import { describe, expect, test } from '@jest/globals';
import { KnownRoutes } from './known-routes.js';

const routes = new KnownRoutes();
routes.add('/api/v1/documents', 'POST');
routes.add('/api/v1/documents', ['GET', 'HEAD']);
routes.add('/api/v1/documents/:document', 'GET');
routes.add('/api/v1/documents/first', 'DELETE');
routes.add('/files/*', 'GET');

describe('the methods of a path', () => {
  test.each([
    ['/api/v1/documents', ['GET', 'HEAD', 'POST']],
    ['/api/v1/documents/?after=1', ['GET', 'HEAD', 'POST']],
    ['/api/v1/documents/7#x', ['GET']],
    ['/api/v1/documents/first', ['DELETE', 'GET']],
    ['/api/v1/documents/7/receipt', []],
    ['/api/v1', []],
    ['/files/a/b', ['GET']],
    ['/files', []],
  ])('of %s are %j', (path, methods) => expect(routes.methodsOf(path)).toEqual(methods));
});
