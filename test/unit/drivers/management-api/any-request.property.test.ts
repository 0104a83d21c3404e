import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import * as fc from 'fast-check';
import { openManagementApi } from '../../../support/management-api.ts';

const paths = ['/v1/tenants/t2', '/v1/tenants/t1', '/v1/devices/t1/d2', '/v1/credentials/t1/d1'];

const KNOWN_MEMBERS = [
  'enabled ext defaults adapters alias type auth-id secrets id trusted-ca cert subject-dn public-key',
  'not-before not-after key resource-limits data-volume effective-since period tracing via memberOf',
  'pwd-plain pwd-hash hash-function salt algorithm command-endpoint __proto__ constructor toString',
].flatMap((line) => line.split(' '));
const KNOWN_TEXTS = [
  'hashed-password psk rpk x509-cert custom bcrypt sha-256 CN=a AAAA 2026-01-01T00:00:00Z',
  '{{subject-cn}} hono-http RSA',
].flatMap((line) => line.split(' '));

/** Members that the API knows, with any values, beside members that nobody knows. */
const names = fc.oneof(fc.constantFrom(...KNOWN_MEMBERS), fc.string());
const texts = fc.oneof(fc.constantFrom(...KNOWN_TEXTS), fc.string({ unit: 'binary' }));
const { value: json } = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.oneof(texts, fc.double(), fc.integer(), fc.boolean(), fc.constant(null)),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(names, tie('value'), { maxKeys: 6 }),
  ),
}));

async function apiWithDevice() {
  const api = openManagementApi();
  await api.send('POST', '/v1/tenants/t1');
  await api.send('POST', '/v1/devices/t1/d1');
  return api;
}

describe('whatever is sent', () => {
  test('as a body is taken or refused, and what is taken comes back', async () => {
    const method = fc.constantFrom('POST', 'PUT');
    await fc.assert(
      fc.asyncProperty(method, fc.constantFrom(...paths), json, async (verb, path, body) => {
        const { send } = await apiWithDevice();

        const { status } = await send(verb, path, { json: body });

        assert.ok(status < 500, `answered ${status}`);
        if (status < 300) assert.equal((await send('GET', path)).status, 200);
      }),
      { numRuns: 300 },
    );
  });

  test('as credentials is taken or refused', async () => {
    const secret = fc.dictionary(names, json, { maxKeys: 4 });
    const credential = fc.record({
      type: texts,
      'auth-id': texts,
      secrets: fc.array(secret, { minLength: 1, maxLength: 3 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(credential, { maxLength: 3 }), async (body) => {
        const { send } = await apiWithDevice();

        const { status } = await send('PUT', '/v1/credentials/t1/d1', { json: body });

        assert.ok([204, 400].includes(status), `answered ${status}`);
      }),
      { numRuns: 300 },
    );
  });

  test('as a path, a query or headers is answered', async () => {
    const method = fc.constantFrom('GET', 'POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH', 'toString');
    const parameter = fc.constantFrom('pageSize', 'pageOffset', 'filterJson', 'sortJson', 'cursor');
    await fc.assert(
      fc.asyncProperty(
        method,
        fc.array(fc.oneof(fc.constantFrom('v1', 'tenants', 'devices', 't1'), fc.string())),
        fc.array(fc.tuple(parameter, fc.oneof(fc.json(), fc.string()))),
        fc.dictionary(fc.constantFrom('origin', 'if-match', 'content-type'), fc.string()),
        async (verb, segments, parameters, headers) => {
          const { send } = await apiWithDevice();
          const query = new URLSearchParams(parameters).toString();

          const { status } = await send(verb, `/${segments.join('/')}`, { query, headers });

          assert.ok(status < 500, `answered ${status}`);
        },
      ),
      { numRuns: 300 },
    );
  });
});
