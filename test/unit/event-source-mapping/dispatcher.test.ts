import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { TOPIC, itemFailure, sourceRecord } from './builders.ts';
import { BACKOFF, LONG_MS, startDispatcher } from './dispatcher-setup.ts';

describe('handing out batches', () => {
  it('waits for the window, counted from the first record', async () => {
    const mapping = startDispatcher({ MaximumBatchingWindowInSeconds: 2 });
    mapping.assign();
    mapping.receive([0]);
    await mapping.clock.advance(1_500);
    mapping.receive([1]);

    await mapping.clock.advance(499);
    const before = mapping.handedOut();
    await mapping.clock.advance(1);

    assert.deepEqual([before, mapping.handedOut()], [[], ['0:0 0:1']]);
  });

  it('waits half a second when the window was never set', async () => {
    const mapping = startDispatcher({ MaximumBatchingWindowInSeconds: undefined as never });
    mapping.assign();
    mapping.receive([0]);

    await mapping.clock.advance(499);
    const before = mapping.handedOut();
    await mapping.clock.advance(1);

    assert.deepEqual([before, mapping.handedOut()], [[], ['0:0']]);
  });

  it('does not wait when a batch is full', () => {
    const mapping = startDispatcher({ BatchSize: 2, MaximumBatchingWindowInSeconds: 300 });
    mapping.assign();

    mapping.receive([0, 1, 2]);

    assert.deepEqual(mapping.handedOut(), ['0:0 0:1']);
  });

  it('puts several partitions into one event', async () => {
    const mapping = startDispatcher({ MaximumBatchingWindowInSeconds: 1 });
    mapping.assign(0);
    mapping.assign(1);
    mapping.receive([0, 1], 0);
    mapping.receive([5], 1);

    await mapping.clock.advance(1_000);

    assert.deepEqual(mapping.handedOut(), ['0:0 0:1 1:5']);
  });

  it('hands out no later batch of a partition while one is outstanding', async () => {
    const mapping = startDispatcher();
    mapping.assign();
    mapping.receive([0]);
    mapping.receive([1]);
    await mapping.clock.advance(LONG_MS);
    const before = mapping.handedOut();

    await mapping.answer(0);

    assert.deepEqual([before, mapping.handedOut()], [['0:0'], ['0:0', '0:1']]);
  });

  it('lets partitions advance independently', async () => {
    const mapping = startDispatcher();
    mapping.assign(0);
    mapping.assign(1);
    mapping.receive([0], 0);
    mapping.receive([0], 1);
    await mapping.answer(1);

    mapping.receive([1], 1);

    assert.deepEqual(mapping.handedOut(), ['0:0', '1:0', '1:1']);
  });

  it('reads ahead only so far', () => {
    const mapping = startDispatcher({ BatchSize: 2, MaximumBatchingWindowInSeconds: 300 });
    const partition = { topic: TOPIC, partition: 0 };
    mapping.assign();
    mapping.receive([0, 1]);
    const withOneOutstanding = mapping.dispatcher.hasRoom(partition);

    mapping.receive([2, 3, 4, 5]);

    assert.deepEqual([withOneOutstanding, mapping.dispatcher.hasRoom(partition)], [true, false]);
  });

  it('discards a record that no event can hold, and goes on', () => {
    const mapping = startDispatcher();
    mapping.assign();
    const records = [sourceRecord({ value: Buffer.alloc(5_000_000) }), sourceRecord({ offset: 1 })];

    mapping.dispatcher.receive({ topic: TOPIC, partition: 0 }, records, 2);

    assert.deepEqual(mapping.handedOut(), ['0:1']);
    assert.deepEqual(mapping.observations[1], {
      kind: 'discarded',
      condition: 'MaximumPayloadSizeExceeded',
      records: [{ topic: TOPIC, partition: 0, offset: 0 }],
    });
    assert.deepEqual(mapping.committable(), { 0: 1 });
  });
});

describe('coming again', () => {
  it('brings back what failed before anything new of its partition, and holds the commit there', async () => {
    const mapping = startDispatcher();
    mapping.assign();
    mapping.receive([0, 1, 2]);
    mapping.receive([3]);

    await mapping.answer(0, { batchItemFailures: [itemFailure(1)] });
    const held = mapping.committable();
    await mapping.clock.advance(BACKOFF.initialMs);
    await mapping.answer(1);

    assert.deepEqual(held, { 0: 1 });
    assert.deepEqual(mapping.handedOut(), ['0:0 0:1 0:2', '0:1', '0:3']);
    assert.deepEqual(mapping.committable(), { 0: 3 });
  });

  it('does not hold up the partitions of the same event that did not fail', async () => {
    const mapping = startDispatcher(
      { MaximumBatchingWindowInSeconds: 1 },
      { backoff: { initialMs: 5_000, maximumMs: 5_000 } },
    );
    mapping.assign(0);
    mapping.assign(1);
    mapping.receive([0], 0);
    mapping.receive([0], 1);
    await mapping.clock.advance(1_000);

    await mapping.answer(0, { batchItemFailures: [itemFailure(0, 0)] });
    mapping.receive([1], 1);
    await mapping.clock.advance(1_000);

    await mapping.clock.advance(LONG_MS);

    assert.deepEqual(mapping.handedOut(), ['0:0 1:0', '1:1', '0:0']);
  });

  it('rewinds to the lowest failure when told so', async () => {
    const mapping = startDispatcher({}, { redelivery: 'rewind' });
    mapping.assign();
    mapping.receive([0, 1, 2, 3]);

    await mapping.answer(0, { batchItemFailures: [itemFailure(1)] });
    await mapping.clock.advance(LONG_MS);

    assert.deepEqual(mapping.handedOut(), ['0:0 0:1 0:2 0:3', '0:1 0:2 0:3']);
  });

  it('brings the whole batch back after a function error, later each time up to a bound', async () => {
    const mapping = startDispatcher();
    mapping.assign();
    mapping.receive([0, 1]);
    const startsMs: number[] = [];

    for (let attempt = 0; attempt < 6; attempt += 1) {
      while (mapping.invocations.length === attempt) await mapping.clock.advance(100);
      startsMs.push(mapping.clock.now());
      await mapping.fail(attempt);
    }

    assert.deepEqual(new Set(mapping.handedOut()), new Set(['0:0 0:1']));
    assert.deepEqual(startsMs, [0, 1_000, 3_000, 7_000, 15_000, 23_000]);
  });

  it('brings the whole batch back when the invocation is rejected', async () => {
    const mapping = startDispatcher();
    mapping.assign();
    mapping.receive([0, 1]);

    mapping.invocations[0]?.reject(new Error('no connection'));
    await mapping.clock.advance(LONG_MS);

    assert.deepEqual(mapping.handedOut(), ['0:0 0:1', '0:0 0:1']);
    assert.deepEqual(mapping.committable(), { 0: 0 });
  });

  it('starts the backoff anew when something was settled', async () => {
    const mapping = startDispatcher();
    mapping.assign();
    mapping.receive([0, 1]);
    await mapping.fail(0);
    await mapping.clock.advance(1_000);

    await mapping.answer(1, { batchItemFailures: [itemFailure(1)] });
    await mapping.clock.advance(1_000);

    assert.equal(mapping.invocations.length, 3);
  });

  it('may leave out every member but the records', async () => {
    const mapping = startDispatcher({}, { redeliveredMembers: 'records-only' });
    mapping.assign();
    mapping.receive([0]);
    await mapping.fail(0);
    await mapping.clock.advance(LONG_MS);

    const members = mapping.invocations.map(({ event }) => Object.keys(event));

    assert.deepEqual(members, [['eventSource', 'bootstrapServers', 'records'], ['records']]);
  });

  it('halves a failing batch until the bad record is alone, in order', async () => {
    const mapping = startDispatcher({ BisectBatchOnFunctionError: true, MaximumRetryAttempts: 0 });
    mapping.assign();
    mapping.receive([0, 1, 2, 3]);

    for (let index = 0; index < mapping.invocations.length; index += 1) {
      const isBad = mapping.invocations[index]?.offsets.includes('0:1') === true;
      await (isBad ? mapping.fail(index) : mapping.answer(index));
      await mapping.clock.advance(LONG_MS);
    }

    assert.deepEqual(mapping.handedOut(), ['0:0 0:1 0:2 0:3', '0:0 0:1', '0:0', '0:1', '0:2 0:3']);
    assert.deepEqual(mapping.committable(), { 0: 4 });
  });

  it('gives up after the retries allowed, says so, and goes on', async () => {
    const mapping = startDispatcher({ MaximumRetryAttempts: 1 });
    mapping.assign();
    mapping.receive([0]);
    mapping.receive([1]);

    await mapping.fail(0);
    await mapping.clock.advance(LONG_MS);
    await mapping.fail(1);

    const discarded = mapping.observations.filter(({ kind }) => kind === 'discarded');
    assert.deepEqual(discarded, [
      {
        kind: 'discarded',
        condition: 'RetryAttemptsExhausted',
        records: [{ topic: TOPIC, partition: 0, offset: 0 }],
      },
    ]);
    assert.deepEqual(mapping.handedOut(), ['0:0', '0:0', '0:1']);
  });

  it('does not hand out a record that is older than allowed', async () => {
    const mapping = startDispatcher({ MaximumRecordAgeInSeconds: 60 });
    mapping.assign();
    await mapping.clock.advance(100_000);
    const [old, young] = [
      sourceRecord({ timestampMs: 39_999 }),
      sourceRecord({ offset: 1, timestampMs: 40_000 }),
    ];

    mapping.dispatcher.receive({ topic: TOPIC, partition: 0 }, [old, young], 2);

    assert.deepEqual(mapping.handedOut(), ['0:1']);
    assert.equal(
      mapping.observations.find((each) => each.kind === 'discarded')?.condition,
      'RecordAgeExceeded',
    );
  });
});

describe('losing a partition', () => {
  it('lets a late answer change nothing', async () => {
    const mapping = startDispatcher();
    mapping.assign();
    mapping.receive([0]);

    mapping.dispatcher.revoke({ topic: TOPIC, partition: 0 });
    mapping.assign(0, 0);
    await mapping.answer(0);

    assert.deepEqual(mapping.committable(), { 0: 0 });
  });

  it('brings back nothing of it', async () => {
    const mapping = startDispatcher();
    mapping.assign();
    mapping.receive([0]);
    await mapping.fail(0);

    mapping.dispatcher.revoke({ topic: TOPIC, partition: 0 });
    await mapping.clock.advance(LONG_MS);

    assert.deepEqual(mapping.handedOut(), ['0:0']);
  });

  it('does not hand out the partition assigned anew while its old batch still runs', async () => {
    const mapping = startDispatcher();
    mapping.assign();
    mapping.receive([0]);
    mapping.dispatcher.revoke({ topic: TOPIC, partition: 0 });
    mapping.assign();
    mapping.receive([0]);
    await mapping.clock.advance(LONG_MS);
    const before = mapping.handedOut();

    await mapping.answer(0);

    assert.deepEqual([before, mapping.handedOut()], [['0:0'], ['0:0', '0:0']]);
  });
});

describe('stopping', () => {
  it('waits for what runs, keeps what it settles and hands out nothing more', async () => {
    const mapping = startDispatcher();
    mapping.assign();
    mapping.receive([0]);
    mapping.receive([1]);

    const stopped = mapping.dispatcher.stop(1_000);
    await mapping.answer(0);
    await stopped;

    assert.deepEqual([mapping.handedOut(), mapping.committable()], [['0:0'], { 0: 1 }]);
  });

  it('aborts what has not ended in time, and settles nothing of it', async () => {
    const mapping = startDispatcher();
    mapping.assign();
    mapping.receive([0]);

    const stopped = mapping.dispatcher.stop(1_000);
    await mapping.clock.advance(1_000);
    await stopped;
    await mapping.answer(0);

    assert.equal(mapping.invocations[0]?.signal.aborted, true);
    assert.deepEqual(mapping.committable(), { 0: 0 });
  });
});
