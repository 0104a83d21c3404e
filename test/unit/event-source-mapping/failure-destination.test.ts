import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { manualClock } from '../../../event-source-mapping/clock.ts';
import { failureDelivery } from '../../../event-source-mapping/failure/delivery.ts';
import type { GivenUp } from '../../../event-source-mapping/failure/given-up.ts';
import {
  type FailureMessage,
  InvalidSetting,
  type MappingSettings,
  fileSink,
  parseMappingSettings,
} from '../../../event-source-mapping/index.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { TOPIC, itemFailure, recordsAt, sourceRecord } from './builders.ts';
import { LONG_MS, startDispatcher } from './dispatcher-setup.ts';

const CLUSTER = 'arn:aws:kafka:eu-west-1:123456789012:cluster/c/1-2';
const FUNCTION = 'arn:aws:lambda:eu-west-1:123456789012:function:consumer';
const ORIGIN = {
  eventSource: 'aws:kafka',
  eventSourceArn: CLUSTER,
  bootstrapServers: 'b-1:9098,b-2:9098',
} as const;
const NOW_MS = Date.parse('2026-11-14T00:38:06.021Z');
const RECORD_TIME = new Date(sourceRecord().timestampMs).toISOString();
const EXHAUSTED: GivenUp = {
  condition: 'RetryAttemptsExhausted',
  records: [...recordsAt([5, 6, 8]), ...recordsAt([1], 1)],
  runs: 3,
  lastRun: 'function-error',
};

describe('what a failure destination is sent', () => {
  it('is for SQS and SNS about the whole batch, without its records', async () => {
    for (const kind of ['sqs', 'sns'] as const) {
      const arn = `arn:aws:${kind}:eu-west-1:123456789012:failures`;

      const [message, ...others] = await sent(arn, EXHAUSTED);

      assert.deepEqual(others, []);
      assert.equal(message?.kind === kind && message.arn, arn);
      assert.deepEqual(JSON.parse(message?.body ?? ''), {
        requestContext: {
          requestId: 'uuid-1',
          functionArn: FUNCTION,
          condition: 'RetryAttemptsExhausted',
          approximateInvokeCount: 3,
        },
        responseContext: {
          statusCode: 200,
          executedVersion: '$LATEST',
          functionError: 'Unhandled',
        },
        version: '1.0',
        timestamp: '2026-11-14T00:38:06.021Z',
        KafkaBatchInfo: {
          batchSize: 4,
          eventSourceArn: CLUSTER,
          bootstrapServers: 'b-1:9098,b-2:9098',
          payloadSize: payloadBytes(await sent('arn:aws:s3:::b', EXHAUSTED)),
          recordsInfo: {
            [`${TOPIC}-0`]: {
              firstRecordOffset: '5',
              lastRecordOffset: '8',
              firstRecordTimestamp: RECORD_TIME,
              lastRecordTimestamp: RECORD_TIME,
            },
            [`${TOPIC}-1`]: {
              firstRecordOffset: '1',
              lastRecordOffset: '1',
              firstRecordTimestamp: RECORD_TIME,
              lastRecordTimestamp: RECORD_TIME,
            },
          },
        },
      });
    }
  });

  it('is for S3 an object with the event as a text, under the name that Lambda gives it', async () => {
    const [message] = await sent('arn:aws:s3:::failures', EXHAUSTED);

    assert.ok(message?.kind === 's3');
    const { payload, ...rest } = JSON.parse(message.body);
    assert.equal(
      message.key,
      `aws/lambda/mapping-uuid/${TOPIC}-0/2026/11/14/2026-11-14T00.38.06-uuid-2`,
    );
    assert.deepEqual(Object.keys(JSON.parse(payload).records), [`${TOPIC}-0`, `${TOPIC}-1`]);
    assert.equal(rest.KafkaBatchInfo.payloadSize, Buffer.byteLength(payload));
  });

  it('is for a topic of Kafka one message for each record, with the record and its key', async () => {
    const messages = await sent('kafka://failures', EXHAUSTED);

    assert.equal(messages.length, 4);
    const [first] = messages;
    assert.ok(first?.kind === 'kafka');
    assert.equal(Buffer.from(first.key ?? []).toString(), 'device');
    const { requestContext, KafkaBatchInfo, payload } = JSON.parse(first.body);
    assert.deepEqual(requestContext, {
      requestId: 'uuid-1',
      functionArn: `${FUNCTION}:$LATEST`,
      condition: 'RetriesExhausted',
      approximateInvokeCount: 3,
    });
    assert.deepEqual(KafkaBatchInfo.recordInfo, { offset: '5', timestamp: RECORD_TIME });
    assert.equal(KafkaBatchInfo.batchSize, 1);
    assert.equal(payload.eventSource, 'aws:kafka');
    assert.deepEqual(payload.records[`${TOPIC}-0`].length, 1);
  });

  it('has no response when the function was not run', async () => {
    const tooLarge = { ...EXHAUSTED, condition: 'MaximumPayloadSizeExceeded', runs: 0 } as const;
    const { lastRun: _, ...neverRun } = tooLarge;

    const [message] = await sent('arn:aws:sqs:eu-west-1:1:q', neverRun);

    const { responseContext, requestContext } = JSON.parse(message?.body ?? '');
    assert.equal(responseContext, null);
    assert.equal(requestContext.condition, 'MaximumPayloadSizeExceeded');
  });

  it('has no function error when the function answered', async () => {
    const [message] = await sent('arn:aws:sqs:eu-west-1:1:q', {
      ...EXHAUSTED,
      lastRun: 'reported',
    });

    assert.deepEqual(JSON.parse(message?.body ?? '').responseContext, {
      statusCode: 200,
      executedVersion: '$LATEST',
    });
  });

  it('stays in a folder: lines for queues and topics, files for objects', async () => {
    const folder = temporaryFolder();
    const sink = fileSink(folder);

    await sink({ kind: 'sqs', arn: 'arn:aws:sqs:r:1:q', body: '{"a":1}' });
    await sink({ kind: 'sqs', arn: 'arn:aws:sqs:r:1:q', body: '{"a":2}' });
    await sink({ kind: 's3', bucket: 'b', key: 'aws/lambda/o', body: '{}' });

    assert.equal(readFileSync(join(folder, 'sqs/q.ndjson'), 'utf8'), '{"a":1}\n{"a":2}\n');
    assert.deepEqual(readdirSync(join(folder, 's3/b/aws/lambda')), ['o']);
  });
});

describe('a mapping with a failure destination', () => {
  it('settles what it gives up once the destination has it, and goes on meanwhile', async () => {
    const delivery = Promise.withResolvers<void>();
    const mapping = startDispatcher({ MaximumRetryAttempts: 0 }, {}, () => delivery.promise);
    mapping.assign();
    mapping.receive([0]);
    mapping.receive([1]);

    await mapping.fail(0);
    await mapping.answer(1);
    const held = mapping.committable();
    delivery.resolve();
    await mapping.clock.advance(0);

    assert.deepEqual([held, mapping.committable()], [{ 0: 0 }, { 0: 2 }]);
    assert.equal(mapping.observations.filter(({ kind }) => kind === 'delivered').length, 1);
  });

  it('drops what the destination could not be told, and says so', async () => {
    const cause = new Error('no such queue');
    const mapping = startDispatcher({ MaximumRetryAttempts: 0 }, {}, () => Promise.reject(cause));
    mapping.assign();
    mapping.receive([0]);

    await mapping.fail(0);

    assert.deepEqual(mapping.observations.at(-1), {
      kind: 'dropped',
      condition: 'RetryAttemptsExhausted',
      records: 1,
      cause,
    });
    assert.deepEqual(mapping.committable(), { 0: 1 });
  });

  it('is told how often the function was run, throttling not counted', async () => {
    const given: GivenUp[] = [];
    const mapping = startDispatcher({ MaximumRetryAttempts: 1 }, {}, keepIn(given));
    mapping.assign();
    mapping.receive([0, 1]);

    mapping.invocations[0]?.answer({ kind: 'throttled' });
    await mapping.clock.advance(LONG_MS);
    await mapping.fail(1);
    await mapping.clock.advance(LONG_MS);
    await mapping.answer(2, { batchItemFailures: [itemFailure(1)] });

    assert.deepEqual(
      given.map(({ records, runs, lastRun }) => [
        records.map(({ offset }) => offset),
        runs,
        lastRun,
      ]),
      [[[1], 2, 'reported']],
    );
  });

  it('is told of a record that grew too old between two attempts', async () => {
    const given: GivenUp[] = [];
    const mapping = startDispatcher({ MaximumRecordAgeInSeconds: 60 }, {}, keepIn(given));
    mapping.assign();
    await mapping.clock.advance(100_000);
    const record = sourceRecord({ timestampMs: 40_000 });
    mapping.dispatcher.receive({ topic: TOPIC, partition: 0 }, [record], 1);

    await mapping.fail(0);
    await mapping.clock.advance(LONG_MS);

    assert.deepEqual(
      given.map(({ condition, runs }) => [condition, runs]),
      [['RecordAgeExceeded', 1]],
    );
  });

  it('is not told of a record that nobody attempted, unless it is to be', async () => {
    for (const expiredUntried of ['dropped', 'delivered'] as const) {
      const given: GivenUp[] = [];
      const behaviour = { expiredUntried };
      const mapping = startDispatcher({ MaximumRecordAgeInSeconds: 60 }, behaviour, keepIn(given));
      mapping.assign();
      await mapping.clock.advance(100_000);

      mapping.dispatcher.receive(
        { topic: TOPIC, partition: 0 },
        [sourceRecord({ timestampMs: 0 })],
        1,
      );
      await mapping.clock.advance(0);

      assert.equal(given.length, expiredUntried === 'delivered' ? 1 : 0);
      assert.equal(mapping.observations.at(-1)?.kind, expiredUntried);
      assert.deepEqual(mapping.committable(), { 0: 1 });
    }
  });

  it('is told of a record that no event can hold', async () => {
    const given: GivenUp[] = [];
    const mapping = startDispatcher({}, {}, keepIn(given));
    mapping.assign();

    mapping.dispatcher.receive(
      { topic: TOPIC, partition: 0 },
      [sourceRecord({ value: Buffer.alloc(5_000_000) })],
      1,
    );
    await mapping.clock.advance(0);

    assert.deepEqual(
      given.map(({ condition, runs }) => [condition, runs]),
      [['MaximumPayloadSizeExceeded', 0]],
    );
  });

  it('waits for the destination when it stops', async () => {
    const delivery = Promise.withResolvers<void>();
    const mapping = startDispatcher({ MaximumRetryAttempts: 0 }, {}, () => delivery.promise);
    mapping.assign();
    mapping.receive([0]);
    await mapping.fail(0);

    const stopped = mapping.dispatcher.stop(0);
    delivery.resolve();
    await stopped;

    assert.deepEqual(mapping.committable(), { 0: 1 });
  });
});

describe('the address of a failure destination', () => {
  const pollers = { ProvisionedPollerConfig: { MinimumPollers: 1 } };
  const allowed: Readonly<Record<string, object>> = {
    'arn:aws:sqs:eu-west-1:123456789012:queue': {},
    'arn:aws-cn:sns:cn-north-1:123456789012:topic': {},
    'arn:aws:s3:::bucket.with-dots': {},
    'kafka://failures': pollers,
  };
  for (const [address, more] of Object.entries(allowed)) {
    it(`may be ${address}`, () => {
      assert.equal(settingsTo(address, more).DestinationConfig?.OnFailure.Destination, address);
    });
  }

  const refused: Readonly<Record<string, { readonly more?: object; readonly message: RegExp }>> = {
    'arn:aws:kinesis:eu-west-1:1:stream/s': { message: /must be the ARN of an SQS queue/ },
    'kafka://': { more: pollers, message: /must name a topic behind kafka:/ },
    [`kafka://${TOPIC}`]: {
      more: pollers,
      message: /must not be the topic that the mapping reads/,
    },
    'kafka://failures': { message: /only with ProvisionedPollerConfig/ },
    [`arn:aws:sqs:eu-west-1:1:${'q'.repeat(350)}`]: { message: /350 characters at most/ },
  };
  for (const [address, { more = {}, message }] of Object.entries(refused)) {
    it(`may not be ${address.slice(0, 40)} ${Object.keys(more).join()}`, () => {
      assert.throws(
        () => settingsTo(address, more),
        (thrown: unknown) => thrown instanceof InvalidSetting && message.test(thrown.message),
      );
    });
  }
});

function settingsTo(Destination: string, more: object): MappingSettings {
  return parseMappingSettings({
    Topics: [TOPIC],
    StartingPosition: 'LATEST',
    ConsumerGroupId: 'g',
    DestinationConfig: { OnFailure: { Destination } },
    ...more,
  });
}

async function sent(Destination: string, givenUp: GivenUp): Promise<readonly FailureMessage[]> {
  const messages: FailureMessage[] = [];
  let uuids = 0;
  const deliver = failureDelivery({
    settings: { DestinationConfig: { OnFailure: { Destination } }, FunctionName: FUNCTION },
    origin: ORIGIN,
    absentMembers: 'omitted',
    mappingUuid: 'mapping-uuid',
    newUuid: () => `uuid-${++uuids}`,
    clock: manualClock(NOW_MS),
    sink: async (message) => void messages.push(message),
  });
  await deliver?.(givenUp);
  return messages;
}

function payloadBytes([message]: readonly FailureMessage[]): number {
  return Buffer.byteLength(JSON.parse(message?.body ?? '').payload);
}

function keepIn(given: GivenUp[]) {
  return async (givenUp: GivenUp): Promise<void> => void given.push(givenUp);
}
