import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createRouter } from '../../../../local/gateway/routes.ts';

const route = createRouter([
  { routeKey: '$default', functionName: 'ingest' },
  { routeKey: 'ANY /v1/{proxy+}', functionName: 'registry' },
  { routeKey: 'GET /v1/{proxy+}', functionName: 'reader' },
  { routeKey: 'GET /v1/{kind}/status', functionName: 'status' },
  { routeKey: 'GET /v1/health.check', functionName: 'health' },
]);

describe('a request goes to', () => {
  const cases: [
    name: string,
    method: string,
    path: string,
    functionName: string,
    parameters?: object,
  ][] = [
    ['the default route when no other matches', 'POST', '/event', 'ingest'],
    ['the default route below a greedy one', 'GET', '/v1', 'ingest'],
    ['the default route when something precedes a route', 'GET', '/x/v1/y', 'ingest'],
    ['a greedy route, whatever follows', 'PUT', '/v1/a/b//c', 'registry', { proxy: 'a/b//c' }],
    ['the route of its method before one of any', 'GET', '/v1/a/b', 'reader', { proxy: 'a/b' }],
    ['a variable before a greedy one', 'GET', '/v1/pump/status', 'status', { kind: 'pump' }],
    ['a literal route before all others', 'GET', '/v1/health.check', 'health'],
    [
      'a literal route only when it is the same',
      'GET',
      '/v1/healthXcheck',
      'reader',
      { proxy: 'healthXcheck' },
    ],
  ];
  for (const [name, method, path, functionName, parameters] of cases) {
    it(name, () => {
      const match = route(method, path);

      assert.equal(match?.functionName, functionName);
      assert.deepEqual(match?.pathParameters, parameters);
    });
  }

  it('nothing where no route matches and there is no default one', () => {
    const router = createRouter([{ routeKey: 'GET /only', functionName: 'only' }]);

    assert.equal(router('POST', '/only'), undefined);
  });
});
