import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { EMPTY_NOTIFICATION } from '../../../lib/domain/event-kinds.ts';
import { ServiceError } from '../../../lib/domain/errors.ts';
import { southbound } from '../../support/southbound.ts';

const refuse = () =>
  Promise.reject(new ServiceError('EVENT_NOT_STORED', 'temporarily unavailable'));

describe('the outcome of an upload', () => {
  test('is forwarded when the record is stored', async () => {
    const { upload, outcomes } = await southbound();

    await upload({ body: '12345' });

    assert.deepEqual(outcomes, [
      {
        status: 'forwarded',
        tenant: 'acme',
        endpoint: { kind: 'event' },
        payloadSize: 5,
        ttd: 'none',
        durationMs: 0,
      },
    ]);
  });

  test('says that the device was waited for without a command', async () => {
    const { upload, outcomes } = await southbound();

    await upload({ headers: { 'hono-ttd': '1' } });
    await upload({ headers: { 'hono-ttd': '0' } });

    assert.deepEqual(
      outcomes.map(({ ttd }) => ttd),
      ['expired', 'none'],
    );
  });

  test('is unprocessable when the device is the reason', async () => {
    const { upload, outcomes } = await southbound({ deviceDocument: { enabled: false } });

    await upload();

    assert.deepEqual(
      outcomes.map(({ status }) => status),
      ['unprocessable'],
    );
  });

  test('is undeliverable when the record was not stored, even if the device is told nothing of it', async () => {
    const { upload, outcomes } = await southbound({ append: refuse });

    const statusCodes = [
      (await upload()).statusCode,
      (await upload({ path: '/telemetry' })).statusCode,
      (await upload({ path: '/telemetry', headers: { 'qos-level': '1' } })).statusCode,
    ];

    assert.deepEqual(statusCodes, [503, 202, 503]);
    assert.deepEqual(
      outcomes.map(({ status, endpoint }) => [status, endpoint]),
      [
        ['undeliverable', { kind: 'event' }],
        ['undeliverable', { kind: 'telemetry', qos: 0 }],
        ['undeliverable', { kind: 'telemetry', qos: 1 }],
      ],
    );
  });

  test('is not told of what is refused before: credentials, size, QoS level, content type', async () => {
    const { upload, outcomes } = await southbound();

    const answers = [
      await upload({ headers: { authorization: 'Basic d3Jvbmc=' } }),
      await upload({ body: 'x'.repeat(2049) }),
      await upload({ headers: { 'qos-level': '2' } }),
      await upload({ headers: { 'content-type': EMPTY_NOTIFICATION } }),
    ];

    assert.deepEqual(
      answers.map(({ statusCode }) => statusCode),
      [401, 413, 400, 400],
    );
    assert.deepEqual(outcomes, []);
  });
});
