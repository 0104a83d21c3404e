import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { SourceRecord } from '../../../event-source-mapping/index.ts';
import { createReadAhead } from '../../../event-source-mapping/group/read-ahead.ts';
import { shareCommits } from '../../../event-source-mapping/group/shared-commits.ts';
import { createTurns } from '../../../event-source-mapping/group/turns.ts';

const never = new AbortController().signal;

describe('turns', () => {
  it('go round by name: who waits in long lines keeps nobody waiting', async () => {
    const turns = createTurns(1);
    const order: string[] = [];
    const release = await turns.take('busy', never);
    const run = async (name: string) => {
      const done = await turns.take(name, never);
      order.push(name);
      done();
    };

    const running = ['busy', 'busy', 'busy', 'quiet', 'other'].map(run);
    release();
    await Promise.all(running);

    assert.deepEqual(order, ['busy', 'quiet', 'other', 'busy', 'busy']);
    assert.equal(turns.taken(), 0);
  });

  it('are left by who gives up, and given back once', async () => {
    const turns = createTurns(1);
    const giving = new AbortController();
    const release = await turns.take('a', never);
    const waiting = turns.take('b', giving.signal);

    giving.abort(new Error('gives up'));
    await assert.rejects(waiting, /gives up/);
    release();
    release();
    const second = await turns.take('c', never);

    assert.equal(turns.taken(), 1);
    second();
  });
});

describe('what a group has read ahead', () => {
  it('is full with its bound, and has room again when that is committed', () => {
    const readAhead = createReadAhead(10_000);

    readAhead.received(partition(0), records(0, 10), 10);
    const full = [readAhead.hasRoom(partition(0)), readAhead.hasRoom(partition(1))];
    readAhead.committed([{ ...partition(0), offset: 10 }]);

    assert.deepEqual(full, [false, false]);
    assert.equal(readAhead.hasRoom(partition(0)), true);
    assert.equal(readAhead.bytes(), 0);
  });

  it('leaves its second half to partitions that hold nothing', () => {
    const readAhead = createReadAhead(10_000);

    readAhead.received(partition(0), records(0, 5), 5);

    assert.equal(readAhead.hasRoom(partition(0)), false);
    assert.equal(readAhead.hasRoom(partition(1)), true);
  });

  it('forgets partitions that are given away', () => {
    const readAhead = createReadAhead(10_000);
    readAhead.received(partition(0), records(0, 3), 3);
    readAhead.received(partition(1), records(0, 1), 1);

    readAhead.released(partition(0));

    assert.equal(readAhead.bytes(), 1000);
  });
});

describe('commits of a group', () => {
  it('go together while one is in flight, and a failure concerns those that went with it', async () => {
    const sent: number[][] = [];
    const first = Promise.withResolvers<void>();
    const commit = shareCommits(async (offsets) => {
      sent.push(offsets.map(({ offset }) => offset));
      if (sent.length === 1) await first.promise;
      if (sent.length === 2) throw new Error('refused');
    });

    const one = commit(offsetOf(1));
    await new Promise(setImmediate);
    const others = [commit(offsetOf(2)), commit(offsetOf(3))];
    first.resolve();
    await one;
    const outcomes = await Promise.allSettled(others);
    await commit(offsetOf(4));

    assert.deepEqual(sent, [[1], [2, 3], [4]]);
    assert.deepEqual(
      outcomes.map(({ status }) => status),
      ['rejected', 'rejected'],
    );
  });
});

function records(from: number, count: number): readonly SourceRecord[] {
  return Array.from({ length: count }, (_, index) => ({
    topic: 't',
    partition: 0,
    offset: from + index,
    timestampMs: 0,
    timestampType: 'CREATE_TIME',
    key: null,
    value: null,
    headers: [],
  }));
}

function partition(number: number) {
  return { topic: 't', partition: number };
}

function offsetOf(offset: number) {
  return [{ ...partition(0), offset }];
}
