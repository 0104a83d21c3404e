import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { ServiceError } from '../../../../lib/domain/errors.ts';
import { managementAccess } from '../../../../lib/drivers/management-api/access.ts';
import { openManagementApi, toEvent } from '../../../support/management-api.ts';

describe('access to the management API', () => {
  const rejected: readonly (readonly [string, string])[] = [
    ['no credentials', ''],
    ['a wrong password', `Basic ${btoa('admin:wrong')}`],
    ['a password that only begins right', `Basic ${btoa('admin:secret2')}`],
    ['another user', `Basic ${btoa('other:secret')}`],
    ['another scheme', 'Bearer admin:secret'],
    ['what is no Base64', 'Basic ???'],
  ];
  for (const [what, authorization] of rejected) {
    test(`is refused to ${what}`, async () => {
      const { send } = openManagementApi();

      const answer = await send('GET', '/v1/tenants/t1', { headers: { authorization } });

      assert.equal(answer.status, 401);
      assert.equal(answer.headers['www-authenticate'], 'Basic realm="Tidegate"');
      assert.equal(typeof (answer.json as { error: unknown }).error, 'string');
    });
  }
});

describe('the path of a request', () => {
  const found: readonly (readonly [string, string])[] = [
    ['POST', '/v1/tenants/t2/'],
    ['GET', '//v1//tenants/t1'],
    ['GET', '/v1/tenants/%741'],
    ['GET', '/v1/tenants/x/../t1'],
    ['GET', '/v1/./tenants/t1'],
  ];
  for (const [method, path] of found) {
    test(`leads to an operation: ${method} ${path}`, async () => {
      const { send } = openManagementApi();
      await send('POST', '/v1/tenants/t1');

      assert.ok((await send(method, path)).status < 300);
    });
  }

  for (const path of [
    '/',
    '/v1',
    '/v1/foo',
    '/v2/tenants',
    '/v1/tenants/t1/x',
    '/v1/credentials/t1',
  ]) {
    test(`is unknown: ${path}`, async () => {
      const { send } = openManagementApi();

      assert.equal((await send('GET', path)).status, 404);
    });
  }

  for (const path of [
    '/v1/tenants/a%zz',
    '/v1/tenants/%FF',
    '/v1/tenants/a$b',
    '/v1/devices/t1/a b',
  ]) {
    test(`names what cannot be an identifier: ${path}`, async () => {
      const { send } = openManagementApi();

      assert.equal((await send('GET', path)).status, 400);
    });
  }

  test('says which methods it knows', async () => {
    const { send } = openManagementApi();

    const answer = await send('PATCH', '/v1/devices/t1', { json: {} });

    assert.equal(answer.status, 405);
    assert.equal(answer.headers['allow'], 'POST,GET,DELETE');
  });

  test('is not led elsewhere by the query', async () => {
    const { send } = openManagementApi();
    for (const tenant of ['t1', 't2']) await send('POST', `/v1/tenants/${tenant}`);

    const query = 'tenant_id=t2&device_id=d2';
    const answer = await send('POST', '/v1/devices/t1/d1', { query });

    assert.equal(answer.headers['location'], '/v1/devices/t1/d1');
    assert.equal((await send('GET', '/v1/devices/t2/d1')).status, 404);
  });
});

describe('an IAM identity', () => {
  const arn = 'arn:aws:iam::123456789012:user/olga';
  const iamPrincipals = [{ arn, grant: { role: 'admin' } }] as const;
  const access = managementAccess({ users: [], checkPassword: async () => false, iamPrincipals });

  test('is whom the request context names', async () => {
    const { handle } = openManagementApi(undefined, access);
    const event = toEvent('POST', '/v1/tenants/t1', {});
    const authorizer = { iam: { userArn: arn, accountId: '123456789012' } };
    const requestContext = { ...event.requestContext, authorizer };

    assert.equal((await handle({ ...event, requestContext })).status, 201);
  });

  test('is nobody whom a header or the body names', async () => {
    const { send } = openManagementApi(undefined, access);
    const headers = { authorization: '', 'x-amzn-iam-user-arn': arn, 'x-user-arn': arn };
    const json = { requestContext: { authorizer: { iam: { userArn: arn } } } };

    assert.equal((await send('POST', '/v1/tenants/t1', { headers, json })).status, 401);
  });
});

describe('the body of a request', () => {
  test('may have 16,000 bytes', async () => {
    const { send } = openManagementApi();

    assert.equal((await send('POST', '/v1/tenants/t1', { json: padded(16_000) })).status, 201);
    assert.equal((await send('POST', '/v1/tenants/t2', { json: padded(16_001) })).status, 413);
  });

  test('may have as many bytes as are configured', async () => {
    const { send } = openManagementApi(undefined, undefined, 2000);

    assert.equal((await send('POST', '/v1/tenants/t1', { json: padded(2000) })).status, 201);
    assert.equal((await send('POST', '/v1/tenants/t2', { json: padded(2001) })).status, 413);
  });

  for (const type of [undefined, 'text/plain', 'application/json-patch+json', 'json', '*/*']) {
    test(`is not read as ${type ?? 'what is not said'}`, async () => {
      const { send } = openManagementApi();
      const headers = type === undefined ? {} : { 'content-type': type };

      const answer = await send('POST', '/v1/tenants/t1', { body: '{}', headers });

      assert.equal(answer.status, 400);
    });
  }

  for (const type of ['application/json; charset=utf-8', 'APPLICATION/JSON', 'application/json;']) {
    test(`is read as ${type}`, async () => {
      const { send } = openManagementApi();
      const headers = { 'content-type': type };

      const answer = await send('POST', '/v1/tenants/t1', { body: '{}', headers });

      assert.equal(answer.status, 201);
    });
  }

  const json = { 'content-type': 'application/json' };
  for (const body of ['{', "{'a':1}", '{}{}', '// c\n{}', '{"a":01}', 'null']) {
    test(`is refused when it is no JSON object: ${JSON.stringify(body)}`, async () => {
      const { send } = openManagementApi();

      assert.equal((await send('POST', '/v1/tenants/t1', { body, headers: json })).status, 400);
    });
  }

  test('may be nested, to a limit', async () => {
    const { send } = openManagementApi();

    const deep = await send('POST', '/v1/tenants/t1', { body: nested(500), headers: json });
    const deeper = await send('POST', '/v1/tenants/t2', { body: nested(1500), headers: json });

    assert.equal(deep.status, 201);
    assert.equal(deeper.status, 400);
  });

  test('has to be there to replace something', async () => {
    const { send } = openManagementApi();
    await send('POST', '/v1/tenants/t1');

    assert.equal((await send('PUT', '/v1/tenants/t1')).status, 400);
  });
});

describe('a page of another origin', () => {
  const origin = { origin: 'https://app.example.org' };

  test('learns what a resource allows without credentials', async () => {
    const { send } = openManagementApi();
    const asks = { ...origin, 'access-control-request-method': 'PUT', authorization: '' };

    const answer = await send('OPTIONS', '/v1/tenants/t1', { headers: asks });

    assert.equal(answer.status, 204);
    assert.deepEqual(answer.headers, {
      'access-control-allow-origin': '*',
      'access-control-allow-methods': 'POST,GET,PUT,DELETE',
      'access-control-allow-headers': 'content-type,authorization,if-match',
    });
  });

  test('reads answers and their version, refusals included', async () => {
    const { send } = openManagementApi();

    for (const headers of [origin, { origin: 'null' }]) {
      const answer = await send('GET', '/v1/tenants/unknown', { headers });

      assert.equal(answer.status, 404);
      assert.equal(answer.headers['access-control-allow-origin'], '*');
      assert.equal(answer.headers['access-control-expose-headers'], 'etag');
    }
  });

  test('is refused when its origin is none', async () => {
    const { send } = openManagementApi();

    const answer = await send('GET', '/v1/tenants/t1', { headers: { origin: 'foo bar' } });

    assert.equal(answer.status, 403);
  });

  test('learns from OPTIONS without credentials, and without a method to ask for, what the path knows', async () => {
    const { send } = openManagementApi();

    const headers = { authorization: '' };
    const answer = await send('OPTIONS', '/v1/credentials/t1/d1', { headers });

    assert.deepEqual([answer.status, answer.headers['allow']], [405, 'GET,PUT']);
    assert.equal((await send('OPTIONS', '/v1/foo', { headers })).status, 404);
  });

  test('learns nothing from OPTIONS that asks for no method', async () => {
    const { send } = openManagementApi();

    assert.equal((await send('OPTIONS', '/v1/tenants/t1', { headers: origin })).status, 405);
  });
});

describe('a store that fails', () => {
  test('is answered 503, to come again, and logged with its cause', async () => {
    const cause = new Error('connection refused');
    const failing = { findTenant: () => Promise.reject(unavailable(cause)) };
    const { send, lines } = openManagementApi((store) => ({ ...store, ...failing }));

    const answer = await send('GET', '/v1/tenants/t1');

    assert.equal(answer.status, 503);
    assert.equal(answer.headers['retry-after'], '2');
    const errors = lines.filter(({ level }) => level === 'error');
    assert.equal(errors.length, 1);
    assert.equal(errors[0]?.fields['cause'], 'Error: connection refused');
  });

  test('with a defect is answered 500 without detail', async () => {
    const defect = { findTenant: () => Promise.reject(new TypeError('secret detail')) };
    const { send, lines } = openManagementApi((store) => ({ ...store, ...defect }));

    const answer = await send('GET', '/v1/tenants/t1');

    assert.equal(answer.status, 500);
    assert.deepEqual(answer.json, { error: 'internal error' });
    assert.ok(lines.some(({ fields }) => String(fields['cause']).includes('secret detail')));
  });
});

describe('the log', () => {
  test('has one line a request, without query, body or credentials; successes only for who debugs', async () => {
    const { send, lines } = openManagementApi();
    const json = { ext: { secret: 'in the body' } };

    await send('POST', '/v1/tenants/t1', { json, query: 'secret=in-the-query' });
    await send('GET', '/v1/tenants/t2');

    assert.deepEqual(
      lines.map(({ level, fields: { method, path, status, code } }) => [
        level,
        method,
        path,
        status,
        code,
      ]),
      [
        ['debug', 'POST', '/v1/tenants/t1', 201, undefined],
        ['info', 'GET', '/v1/tenants/t2', 404, 'TENANT_NOT_FOUND'],
      ],
    );
    assert.doesNotMatch(JSON.stringify(lines), /secret/);
  });
});

describe('the outcome of a request', () => {
  test('names the resource without its identifiers', async () => {
    const { send, outcomes } = openManagementApi();

    await send('POST', '/v1/tenants/t1');
    await send('GET', '/v1/credentials/t1/4711');
    await send('GET', '/v1/%zz/t1');
    await send('PATCH', '/v1/devices/t1');

    assert.deepEqual(
      outcomes.map(({ method, pathTemplate, status }) => [method, pathTemplate, status]),
      [
        ['POST', '/v1/tenants/{tenantId}', 201],
        ['GET', '/v1/credentials/{tenantId}/{deviceId}', 404],
        ['GET', undefined, 400],
        ['PATCH', '/v1/devices/{tenantId}', 405],
      ],
    );
  });
});

function unavailable(cause: Error): ServiceError {
  return new ServiceError('REGISTRY_UNAVAILABLE', 'the device registry does not answer', { cause });
}

/** A tenant whose JSON has so many bytes. */
function padded(bytes: number) {
  return { ext: { p: 'x'.repeat(bytes - '{"ext":{"p":""}}'.length) } };
}

function nested(levels: number): string {
  return `{"ext":${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}}`;
}
