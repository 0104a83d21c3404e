import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { managementApi } from '../../../local/management-api.ts';

/** @returns the call of an API whose registry gives these answers, the last one for ever. */
function apiThatAnswers(t: TestContext, ...statuses: readonly number[]) {
  const fetched = t.mock.method(globalThis, 'fetch', async () => {
    const status = statuses[fetched.mock.callCount()] ?? statuses.at(-1);
    return new Response(null, status === undefined ? {} : { status });
  });
  const { call } = managementApi('http://127.0.0.1:1', 'operator:secret', 0);
  return { call, asked: () => fetched.mock.callCount() };
}

describe('the management API, as the local cloud calls it', () => {
  it('is asked again while it answers 503', async (t) => {
    const { call, asked } = apiThatAnswers(t, 503, 503, 201);

    const { status } = await call('POST', '/tenants/acme', {}, [201]);

    assert.deepEqual([status, asked()], [201, 3]);
  });

  for (const [method, status] of [
    ['POST', 409],
    ['DELETE', 404],
  ] as const) {
    it(`has done what a ${method} asked that was answered 503 and is ${status} now`, async (t) => {
      const { call } = apiThatAnswers(t, 503, status);

      assert.equal((await call(method, '/tenants/acme', undefined, [204])).status, status);
    });

    it(`refuses a ${method} that is ${status} at once`, async (t) => {
      const { call, asked } = apiThatAnswers(t, status);

      await assert.rejects(call(method, '/tenants/acme', undefined, [204]), {
        name: 'StartFailure',
        message: new RegExp(`^The registry answered ${status} to ${method} /v1/tenants/acme`),
      });
      assert.equal(asked(), 1);
    });
  }

  it('is given up when it keeps answering 503', async (t) => {
    const { call, asked } = apiThatAnswers(t, 503);

    await assert.rejects(call('GET', '/tenants/acme', undefined, [200]), /answered 503 to GET/);
    assert.equal(asked(), 30);
  });

  it('may be expected to answer 503', async (t) => {
    const { call, asked } = apiThatAnswers(t, 503);

    await call('GET', '/tenants/acme', undefined, [503]);

    assert.equal(asked(), 1);
  });
});
