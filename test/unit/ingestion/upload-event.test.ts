import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { ServiceError } from '../../../lib/domain/errors.ts';
import type { EventRecord } from '../../../lib/domain/event-record.ts';
import { holdAnswers } from '../../../lib/ingestion/hold-answer.ts';
import { eventRecord } from '../../support/event-records.ts';
import { southbound } from '../../support/southbound.ts';

const refuse = () =>
  Promise.reject(new ServiceError('EVENT_NOT_STORED', 'temporarily unavailable'));

const waiting = (seconds?: number): EventRecord =>
  eventRecord(seconds === undefined ? {} : { timeUntilDisconnectSeconds: seconds });

describe('uploading telemetry', () => {
  for (const [level, qos] of [
    [undefined, '0'],
    ['', '0'],
    ['0', '0'],
    ['1', '1'],
  ] as const) {
    test(`with QoS-Level ${JSON.stringify(level)} writes qos ${qos} to the telemetry topic`, async () => {
      const { upload, produced } = await southbound();

      const headers = level === undefined ? {} : { 'qos-level': level };
      const { statusCode } = await upload({ path: '/telemetry', headers });

      assert.equal(statusCode, 202);
      assert.equal(produced()[0]?.topic, 'hono.telemetry.acme');
      assert.equal(produced()[0]?.headers['qos'], qos);
    });
  }

  test('at most once is answered 202 whatever becomes of it, and the loss is reported', async () => {
    const { upload, lost } = await southbound({ append: refuse });

    const { statusCode } = await upload({ path: '/telemetry' });

    assert.equal(statusCode, 202);
    assert.equal(lost.length, 1);
  });

  test('at least once is answered 503 when it was not stored', async () => {
    const { upload, lost } = await southbound({ append: refuse });

    const { statusCode } = await upload({ path: '/telemetry', headers: { 'qos-level': '1' } });

    assert.equal(statusCode, 503);
    assert.deepEqual(lost, []);
  });

  test('ignores hono-ttl, and the defaults for telemetry become no headers', async () => {
    const defaults = { 'ttl-telemetry-qos0': 10, 'ttl-telemetry-qos1': 20, site: 'A' };
    const { upload, produced } = await southbound({ tenantDocument: { defaults } });

    await upload({ path: '/telemetry', headers: { 'hono-ttl': '99' } });

    const { headers } = produced()[0] ?? {};
    assert.equal(headers?.['ttl'], '10000');
    assert.equal(headers?.['site'], 'A');
    assert.equal(headers?.['ttl-telemetry-qos1'], undefined);
  });
});

const openToAll = () => southbound({ authenticationRequired: false });

describe('uploading without authentication', () => {
  test('goes by the address', async () => {
    const { upload, produced } = await openToAll();

    const { statusCode } = await upload({ method: 'PUT', path: '/event/acme/4711' });

    assert.equal(statusCode, 202);
    assert.equal(produced()[0]?.key, '4711');
  });

  const refusals = {
    'PUT /event/acme': [404, 'request URI must contain device ID'],
    'PUT /event//4711': [404, 'request URI must contain tenant ID'],
    'PUT /event/nosuch/4711': [404, 'tenant is disabled or not registered'],
    'PUT /event/acme/nosuch': [404, 'device is disabled or not registered'],
  } as const;
  for (const [line, [status, error]] of Object.entries(refusals)) {
    test(`${line} is answered ${status} ${error}`, async () => {
      const [method = '', path = ''] = line.split(' ');
      const { upload, produced } = await openToAll();

      const { statusCode, body } = await upload({ method, path });

      assert.deepEqual([statusCode, JSON.parse(body ?? '')], [status, { error }]);
      assert.deepEqual(produced(), []);
    });
  }

  test('POST /event is answered 404: nobody says whose event it is', async () => {
    const { upload } = await openToAll();

    assert.equal((await upload({ path: '/event' })).statusCode, 404);
  });

  test('a disabled tenant is answered 403', async () => {
    const { upload } = await southbound({
      authenticationRequired: false,
      tenantDocument: { enabled: false },
    });

    assert.equal((await upload({ method: 'PUT', path: '/event/acme/4711' })).statusCode, 403);
  });
});

describe('a device that waits', () => {
  test('has its answer held, after the record was stored', async () => {
    const steps: string[] = [];
    const { upload } = await southbound({
      append: async () => void steps.push('stored'),
      holdAnswer: async ({ timeUntilDisconnectSeconds }) =>
        void steps.push(`held ${timeUntilDisconnectSeconds} s`),
    });

    await upload({ headers: { 'hono-ttd': '30' } });

    assert.deepEqual(steps, ['stored', 'held 30 s']);
  });

  test('is not held when the record was not stored', async () => {
    const { upload } = await southbound({
      append: refuse,
      holdAnswer: () => assert.fail('held'),
    });

    assert.equal((await upload({ headers: { 'hono-ttd': '30' } })).statusCode, 503);
  });

  test('is answered before the function’s time is over', async () => {
    const waits: number[] = [];
    const hold = holdAnswers(async (ms) => void waits.push(ms), { maxHeld: 1, reserveMs: 500 });

    await hold(waiting(30), 28_000);
    await hold(waiting(2), 28_000);
    await hold(waiting(2), 400);
    await hold(waiting(), 28_000);

    assert.deepEqual(waits, [27_500, 2000]);
  });

  test('beyond the bound is answered at once', async () => {
    const releases: (() => void)[] = [];
    const hold = holdAnswers(() => new Promise((resolve) => releases.push(resolve)), {
      maxHeld: 1,
      reserveMs: 500,
    });

    const first = hold(waiting(30), 28_000);
    await hold(waiting(30), 28_000);
    assert.equal(releases.length, 1);
    releases[0]?.();
    await first;

    const again = hold(waiting(30), 28_000);
    assert.equal(releases.length, 2);
    releases[1]?.();
    await again;
  });
});
