import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { EMPTY_NOTIFICATION } from '../../../lib/domain/event-kinds.ts';
import type { UploadLimits } from '../../../lib/ingestion/upload-limits.ts';
import type { TenantDocument } from '../../../lib/registry/tenant-document.ts';
import { basic } from '../../support/http-events.ts';
import { southbound } from '../../support/southbound.ts';

const UNLIMITED_GUESSES: UploadLimits['guesses'] = { authId: undefined, address: undefined };
const A_MINUTE = 60;

describe('a message rate', () => {
  const limits = {
    rates: { device: { limit: 2, windowSeconds: A_MINUTE }, tenant: undefined },
  };

  test('refuses what is more, until there is room again', async () => {
    const { upload, pass, produced } = await southbound({ limits });
    await upload();
    await upload();

    const refused = await upload();
    pass(30_000);
    const later = await upload();

    assert.equal(refused.statusCode, 429);
    assert.equal(refused.headers?.['retry-after'], '30');
    assert.equal(refused.headers?.['ratelimit'], '"device";r=0;t=60');
    assert.equal(later.statusCode, 202);
    assert.equal(produced().length, 3);
  });

  test('says in each answer what applies and what is left', async () => {
    const { upload } = await southbound({ limits });

    const { headers } = await upload();

    assert.deepEqual(headers, {
      'ratelimit-policy': '"device";q=2;w=60',
      ratelimit: '"device";r=1;t=30',
    });
  });

  test('of a device leaves other devices alone', async () => {
    const { upload, register } = await southbound({ limits });
    const authorization = await register('4712', 'other');
    for (let count = 0; count < 3; count += 1) await upload();

    const { statusCode } = await upload({ headers: { authorization } });

    assert.equal(statusCode, 202);
  });

  test('of a tenant is what all its devices have together', async () => {
    const rates = { device: undefined, tenant: { limit: 2, windowSeconds: A_MINUTE } };
    const { upload, register } = await southbound({ limits: { rates } });
    const authorization = await register('4712', 'other');
    await upload();
    await upload({ headers: { authorization } });

    const answer = await upload({ headers: { authorization } });

    assert.equal(answer.statusCode, 429);
    assert.equal(answer.headers?.['ratelimit-policy'], '"tenant";q=2;w=60');
  });

  test('is the tenant’s own when it has one', async () => {
    const ext = { 'message-rate': { device: { messages: 1, seconds: 10 } } };
    const { upload } = await southbound({
      limits,
      tenantDocument: { 'resource-limits': { ext } },
    });
    await upload();

    const { statusCode, headers } = await upload();

    assert.equal(statusCode, 429);
    assert.equal(headers?.['ratelimit-policy'], '"device";q=1;w=10');
  });

  test('can be lifted for a tenant', async () => {
    const ext = { 'message-rate': { device: { messages: -1 } } };
    const tenantDocument = { 'resource-limits': { ext } };
    const { upload } = await southbound({ limits, tenantDocument });

    for (let count = 0; count < 5; count += 1) {
      assert.deepEqual(await upload(), { statusCode: 202 });
    }
  });

  test('is not used up by what is refused for another reason before', async () => {
    const { upload } = await southbound({ limits });
    for (let count = 0; count < 3; count += 1) await upload({ body: 'x'.repeat(2049) });

    assert.equal((await upload()).statusCode, 202);
  });
});

const limitedTo = (size: number) => ({
  limits: { payload: { byDefault: 10, most: 100 } },
  tenantDocument: { 'resource-limits': { ext: { 'max-payload-size': size } } },
});

describe('the payload limit', () => {
  for (const [own, bytes, status] of [
    [50, 50, 202],
    [50, 51, 413],
    [5, 6, 413],
    [1000, 100, 202],
    [1000, 101, 413],
  ] as const) {
    test(`of a tenant that says ${own} answers ${bytes} bytes with ${status}`, async () => {
      const { upload } = await southbound(limitedTo(own));

      assert.equal((await upload({ body: 'x'.repeat(bytes) })).statusCode, status);
    });
  }

  test('is the deployment’s for a tenant that says nothing, or nothing that is a size', async () => {
    for (const size of [-1, 1.5]) {
      const { upload } = await southbound(limitedTo(size));

      assert.equal((await upload({ body: 'x'.repeat(10) })).statusCode, 202);
      assert.equal((await upload({ body: 'x'.repeat(11) })).statusCode, 413);
    }
  });
});

/** `AN_INSTANT_MS` is noon of 21 November. */
function volume(maxBytes: number, since = '2026-01-01T00:00:00Z', days?: number): TenantDocument {
  const period =
    days === undefined
      ? ({ mode: 'monthly' } as const)
      : ({ mode: 'days', 'no-of-days': days } as const);
  const dataVolume = { 'max-bytes': maxBytes, 'effective-since': since, period };
  return { 'resource-limits': { 'data-volume': dataVolume } };
}

const NOVEMBER = '2026-11-01T00:00:00Z';
const A_DAY = 86_400;
const EMPTY = { body: '', headers: { 'content-type': EMPTY_NOTIFICATION } };

// Hono, PrometheusBasedResourceLimitChecksTest.
describe('a data volume', () => {
  test('may be used up, and not exceeded', async () => {
    const { upload, count } = await southbound({ tenantDocument: volume(70_000) });
    await count(NOVEMBER, 69_980);

    assert.equal((await upload({ body: 'x'.repeat(20) })).statusCode, 202);
    assert.equal((await upload({ body: 'x'.repeat(21) })).statusCode, 429);
  });

  test('that is used up says so in Hono’s words, and when to come again', async () => {
    const { upload, count, pass } = await southbound({ tenantDocument: volume(100) });
    await count(NOVEMBER, 100);
    pass((9 * A_DAY + 43_000) * 1000);

    const { headers, body } = await upload();

    assert.deepEqual(JSON.parse(String(body)), {
      error: "tenant's accumulated message data volume exceeds configured maximum value",
    });
    assert.equal(headers?.['retry-after'], '200');
  });

  test('asks nobody to wait longer than a day', async () => {
    const { upload, count } = await southbound({ tenantDocument: volume(100) });
    await count(NOVEMBER, 100);

    assert.equal((await upload()).headers?.['retry-after'], String(A_DAY));
  });

  test('is there again in the next period', async () => {
    const { upload, count, pass } = await southbound({ tenantDocument: volume(100) });
    await count(NOVEMBER, 100);

    pass(10 * A_DAY * 1000);

    assert.equal((await upload()).statusCode, 202);
  });

  test('counts by days since the limit came into effect', async () => {
    const tenantDocument = volume(100, '2026-11-19T06:00:00Z', 2);
    const { upload, count } = await southbound({ tenantDocument });
    await count('2026-11-21T06:00:00Z', 100);

    const { statusCode, headers } = await upload();

    assert.deepEqual([statusCode, headers?.['retry-after']], [429, String(A_DAY)]);
  });

  test('is nothing before the limit comes into effect', async () => {
    const { upload } = await southbound({ tenantDocument: volume(100, '2026-11-21T12:01:00Z') });

    const { statusCode, headers } = await upload();

    assert.deepEqual([statusCode, headers?.['retry-after']], [429, '60']);
  });

  test('has room for what is empty, always', async () => {
    const { upload, count } = await southbound({ tenantDocument: volume(0) });
    await count(NOVEMBER, 1);

    assert.equal((await upload(EMPTY)).statusCode, 202);
  });

  test('is asked with the size that a message has at least', async () => {
    const tenantDocument = { ...volume(10_000), 'minimum-message-size': 4096 };
    const { upload, count } = await southbound({ tenantDocument });
    await count(NOVEMBER, 4096);

    assert.equal((await upload({ body: 'x' })).statusCode, 202);
    await count(NOVEMBER, 2000);
    assert.equal((await upload({ body: 'x' })).statusCode, 429);
  });

  for (const [what, tenantDocument] of [
    ['there is none', {}],
    ['it is -1', volume(-1)],
    ['its period has no days', volume(0, NOVEMBER, 0)],
  ] as const) {
    test(`is unlimited when ${what}`, async () => {
      const { upload } = await southbound({ tenantDocument });

      assert.deepEqual(await upload(), { statusCode: 202 });
    });
  }

  test('is asked after the registration', async () => {
    const { upload } = await southbound({
      tenantDocument: volume(0),
      deviceDocument: { enabled: false },
    });

    assert.equal((await upload()).statusCode, 404);
  });

  test('counts for telemetry as well', async () => {
    const { upload, produced } = await southbound({ tenantDocument: volume(0) });

    assert.equal((await upload({ path: '/telemetry' })).statusCode, 429);
    assert.deepEqual(produced(), []);
  });
});

describe('wrong secrets', () => {
  const three = { limit: 3, windowSeconds: A_MINUTE };
  const byAuthId = { guesses: { ...UNLIMITED_GUESSES, authId: three } };
  const byAddress = { guesses: { ...UNLIMITED_GUESSES, address: three } };
  const wrong = { headers: { authorization: basic('sensor', 'acme', 'guessed') } };

  test('are refused after so many, until there is room again', async () => {
    const { upload, pass } = await southbound({ limits: byAuthId });
    for (let count = 0; count < 3; count += 1) {
      assert.equal((await upload(wrong)).statusCode, 401);
    }

    const { statusCode, headers, body } = await upload(wrong);
    pass(20_000);

    assert.equal(statusCode, 429);
    assert.equal(headers?.['retry-after'], '20');
    assert.equal(body, '{"error":"too many wrong secrets"}');
    assert.equal((await upload(wrong)).statusCode, 401);
    assert.equal((await upload(wrong)).statusCode, 429);
  });

  test('do not keep out a device whose secret was right before', async () => {
    const { upload } = await southbound({ limits: byAuthId });
    await upload();
    for (let count = 0; count < 4; count += 1) await upload(wrong);

    assert.equal((await upload()).statusCode, 202);
  });

  test('keep out a secret that nobody has shown before, right or not', async () => {
    const { upload } = await southbound({ limits: byAuthId });
    for (let count = 0; count < 3; count += 1) await upload(wrong);

    assert.equal((await upload()).statusCode, 429);
  });

  test('for one auth-id say nothing of others', async () => {
    const { upload, register } = await southbound({ limits: byAuthId });
    const authorization = await register('4712', 'other');
    for (let count = 0; count < 4; count += 1) await upload(wrong);

    assert.equal((await upload({ headers: { authorization } })).statusCode, 202);
  });

  test('count for names that nobody has', async () => {
    const { upload } = await southbound({ limits: byAuthId });
    const invented = { headers: { authorization: basic('nobody', 'nowhere', 'guessed') } };
    for (let count = 0; count < 3; count += 1) await upload(invented);

    assert.equal((await upload(invented)).statusCode, 429);
  });

  test('count for an address whatever name comes with them', async () => {
    const { upload } = await southbound({ limits: byAddress });
    const guess = (authId: string, sourceIp: string) =>
      upload({ sourceIp, headers: { authorization: basic(authId, 'acme', 'guessed') } });
    for (const authId of ['a', 'b', 'c']) await guess(authId, '198.51.100.7');

    assert.equal((await guess('d', '198.51.100.7')).statusCode, 429);
    assert.equal((await guess('d', '198.51.100.8')).statusCode, 401);
  });

  test('of one IPv6 network count together', async () => {
    const { upload } = await southbound({ limits: byAddress });
    const guess = (sourceIp: string) => upload({ ...wrong, sourceIp });
    for (const host of ['1', '2', '3']) await guess(`2001:db8:0:7::${host}`);

    assert.equal((await guess('2001:db8::7:0:0:0:4')).statusCode, 429);
    assert.equal((await guess('2001:db8:0:8::4')).statusCode, 401);
  });

  test('come after what speaks against the tenant', async () => {
    const { upload } = await southbound({
      limits: byAuthId,
      tenantDocument: { enabled: false },
    });

    for (let count = 0; count < 5; count += 1) {
      assert.equal((await upload(wrong)).statusCode, 403);
    }
  });
});
