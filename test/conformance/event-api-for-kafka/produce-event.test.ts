import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ServiceError } from '../../../lib/domain/errors.ts';
import { DEFAULT_LIMITS } from '../../../lib/drivers/record-sink/delivery-limits.ts';
import { recordSink } from '../../../lib/drivers/record-sink/record-sink.ts';
import { AN_INSTANT_MS } from '../../support/registry-values.ts';
import { southbound } from '../../support/southbound.ts';

const refuse = () =>
  Promise.reject(new ServiceError('EVENT_NOT_STORED', 'temporarily unavailable'));

for (const tenant of ['acme', 'Lab.T_1-x', 'DEFAULT_TENANT']) {
  test(`Produce Event › an event of ${tenant} goes to hono.event.${tenant}`, async () => {
    const { upload, produced } = await southbound({ tenant });

    await upload();

    assert.deepEqual(
      produced().map(({ topic }) => topic),
      [`hono.event.${tenant}`],
    );
  });
}

test('Produce Event › the key is the device from which the event originates', async () => {
  const { upload, produced } = await southbound({ device: '4711' });

  await upload();

  assert.equal(produced()[0]?.key, '4711');
});

test('Produce Event › the value is the payload, byte for byte', async () => {
  const { upload, produced } = await southbound();

  await upload({ body: Buffer.from('Grüße €'), headers: { 'content-type': 'text/plain' } });

  assert.equal(produced()[0]?.value, 'Grüße €');
});

const unregistered = {
  'has not been registered': { path: '/event/acme/nobody' },
  'has an identifier that no registry takes': { path: '/event/acme/no body' },
};
for (const [what, target] of Object.entries(unregistered)) {
  test(`Produce Event › Preconditions › nothing is produced for a device that ${what}`, async () => {
    const { upload, produced } = await southbound();

    const { statusCode } = await upload({ method: 'PUT', ...target });

    assert.equal(statusCode, 404);
    assert.deepEqual(produced(), []);
  });
}

test('Produce Event › Preconditions › nothing is produced for a device whose registration is disabled', async () => {
  const { upload, produced } = await southbound({ deviceDocument: { enabled: false } });

  const { statusCode } = await upload();

  assert.equal(statusCode, 404);
  assert.deepEqual(produced(), []);
});

test('Produce Event › Preconditions › an event for a topic that cannot be written to is refused', async () => {
  const { upload } = await southbound({ append: refuse });

  assert.equal((await upload()).statusCode, 503);
});

test('Produce Event › Message Flow › the device has its answer only once Kafka has acknowledged the event', async () => {
  const acknowledged = Promise.withResolvers<void>();
  const handedOver = Promise.withResolvers<void>();
  let isAnswered = false;
  const { upload } = await southbound({
    append: () => {
      handedOver.resolve();
      return acknowledged.promise;
    },
  });

  const answer = upload().finally(() => (isAnswered = true));
  await handedOver.promise;
  await everythingElse();
  const wasAnsweredBefore = isAnswered;
  acknowledged.resolve();

  assert.equal((await answer).statusCode, 202);
  assert.equal(wasAnsweredBefore, false);
});

test('Produce Event › AT LEAST ONCE › the record says so, whatever the device asked for or not', async () => {
  const { upload, produced } = await southbound();

  await upload();
  await upload({ headers: { 'qos-level': '1' } });

  assert.deepEqual(
    produced().map(({ headers }) => headers['qos']),
    ['1', '1'],
  );
});

for (const level of ['0', '2', 'once']) {
  test(`Produce Event › AT LEAST ONCE › another quality of service is refused: ${level}`, async () => {
    const { upload, produced } = await southbound();

    const { statusCode } = await upload({ headers: { 'qos-level': level } });

    assert.equal(statusCode, 400);
    assert.deepEqual(produced(), []);
  });
}

test('Produce Event › a rejected event is not sent again, and the device is told', async () => {
  const { upload, produced } = await southbound({ append: refuse });

  const { statusCode, headers } = await upload();

  assert.equal(produced().length, 1);
  assert.equal(statusCode, 503);
  assert.equal(headers?.['retry-after'], '2');
});

test('Produce Event › a record that the producer raised an exception for is not handed to it again', async () => {
  const handedOver: unknown[] = [];
  const sink = recordSink(
    () => ({
      connect: () => {},
      produce: (records) => {
        handedOver.push(...records.map(({ value }) => String(value)));
        return Promise.reject(new Error('the producer raised an exception'));
      },
      discard: () => {},
    }),
    DEFAULT_LIMITS,
  );
  const store = (value: string) =>
    sink.store(
      { topic: 'hono.event.acme', key: '4711', value: Buffer.from(value), headers: {} },
      100,
    );

  await assert.rejects(store('rejected'), { code: 'EVENT_NOT_STORED' });
  await assert.rejects(store('the next'), { code: 'EVENT_NOT_STORED' });
  await sink.close();

  assert.deepEqual(handedOver, ['rejected', 'the next']);
});

const MANDATORY = {
  'content-type': 'application/json',
  'creation-time': String(AN_INSTANT_MS),
  device_id: '4711',
};
for (const [name, value] of Object.entries(MANDATORY)) {
  test(`Produce Event › Message Format › the mandatory header ${name} is always there`, async () => {
    const { upload, produced } = await southbound();

    await upload();

    assert.equal(produced()[0]?.headers[name], value);
  });

  test(`Produce Event › Message Format › defaults cannot forge the header ${name}`, async () => {
    const { upload, produced } = await southbound({
      tenantDocument: { defaults: { [name]: 'forged' } },
      deviceDocument: { defaults: { [name]: 'forged' } },
    });

    await upload();

    assert.equal(produced()[0]?.headers[name], value);
  });
}

test('Produce Event › Message Format › a payload of unknown type is application/octet-stream', async () => {
  const { upload, produced } = await southbound();

  await upload({ headers: { 'content-type': '' } });

  assert.equal(produced()[0]?.headers['content-type'], 'application/octet-stream');
});

test('Produce Event › Message Format › ttl is in milliseconds, ttd in seconds', async () => {
  const { upload, produced } = await southbound();

  await upload({ headers: { 'hono-ttl': '30', 'hono-ttd': '10' } });

  const { ttl, ttd } = produced()[0]?.headers ?? {};
  assert.deepEqual({ ttl, ttd }, { ttl: '30000', ttd: '10' });
});

test('Produce Event › Message Format › what the device did not say is not there', async () => {
  const { upload, produced } = await southbound();

  await upload();

  const names = Object.keys(produced()[0]?.headers ?? {});
  assert.deepEqual(
    names.filter((name) => name === 'ttl' || name === 'ttd'),
    [],
  );
});

const EMPTY_NOTIFICATION = 'application/vnd.eclipse-hono-empty-notification';

test('Empty Notification › the record has the type and no value', async () => {
  const { upload, produced } = await southbound();

  await upload({ body: '', headers: { 'content-type': EMPTY_NOTIFICATION, 'hono-ttd': '5' } });

  const [record] = produced();
  assert.equal(record?.value, null);
  assert.equal(record.headers['content-type'], EMPTY_NOTIFICATION);
  assert.equal(record.headers['ttd'], '5');
});

test('Empty Notification › one with a payload is refused', async () => {
  const { upload, produced } = await southbound();

  const { statusCode } = await upload({ headers: { 'content-type': EMPTY_NOTIFICATION } });

  assert.equal(statusCode, 400);
  assert.deepEqual(produced(), []);
});

/** Lets run whatever waits for nothing outside. */
function everythingElse(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
