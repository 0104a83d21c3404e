import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { describe, test, type TestContext } from 'node:test';
import type { MarkStore } from '../../lib/consumption/redrive/mark-store.ts';
import type { RecordWriter, WritableRecord } from '../../lib/consumption/redrive/record-writer.ts';
import type { LogRecord, TopicLog } from '../../lib/consumption/redrive/topic-log.ts';

export type TopicsUnderTest = {
  readonly log: TopicLog;
  readonly writer: RecordWriter;
  readonly marks: MarkStore;
  readonly create: (topic: string, partitions: number) => Promise<void>;
};

const LARGE_BYTES = 900_000;

/** What every driver that reads and writes topics for commands does. */
export function topicsContract(
  driver: string,
  open: (t: TestContext) => Promise<TopicsUnderTest>,
): void {
  const withTopic = async (t: TestContext, partitions = 1) => {
    const topics = await open(t);
    const topic = `topic-${randomUUID()}`;
    await topics.create(topic, partitions);
    return { topic, ...topics };
  };

  describe(`topics (${driver})`, () => {
    for (const [what, key, value] of [
      ['text', Buffer.from('device-1'), Buffer.from('{"temp":5}')],
      ['bytes that are no text', Buffer.from([0, 255, 195]), Buffer.from([200, 0, 10])],
      ['an empty key and value', Buffer.alloc(0), Buffer.alloc(0)],
      ['neither key nor value', null, null],
      ['a large value', Buffer.from('device-1'), Buffer.alloc(LARGE_BYTES, 7)],
    ] as const) {
      test(`read what was written: ${what}`, async (t) => {
        const { topic, writer, log } = await withTopic(t);

        await writer.append(topic, [record({ key, value })]);

        const [read] = await readAll(log, topic);
        assert.deepEqual([read?.key, read?.value], [key, value]);
        assert.deepEqual([read?.topic, read?.partition, read?.offset], [topic, 0, 0]);
      });
    }

    test('keep headers as they are: repeated, empty, no text, of any name, in their order', async (t) => {
      const { topic, writer, log } = await withTopic(t);
      const headers = [
        ['z', Buffer.from('1')],
        ['__proto__', Buffer.from('x')],
        ['1', Buffer.alloc(0)],
        ['z', Buffer.from([195, 40])],
        ['größe', Buffer.from('ß')],
      ] as const;

      await writer.append(topic, [
        record({ headers: headers.map(([name, value]) => ({ name, value })) }),
      ]);

      const [read] = await readAll(log, topic);
      assert.deepEqual(
        read?.headers.map(({ name, value }) => [name, Buffer.from(value)]),
        headers,
      );
    });

    test('keep the order of a key, and send records without one where they say', async (t) => {
      const { topic, writer, log } = await withTopic(t, 3);
      const values = Array.from({ length: 50 }, (_, index) => Buffer.from(`${index}`));

      await writer.append(
        topic,
        values.map((value) => record({ key: Buffer.from('device-1'), value })),
      );
      await writer.append(topic, [record({ key: null, keylessPartition: 2 })]);

      const read = await readAll(log, topic);
      const keyed = read.filter(({ key }) => key !== null);
      assert.deepEqual(
        keyed.map(({ value }) => value),
        values,
      );
      assert.equal(read.find(({ key }) => key === null)?.partition, 2);
    });

    test('read a range, and only what is as late as asked for', async (t) => {
      const { topic, writer, log } = await withTopic(t);
      await writer.append(topic, [record(), record(), record()]);

      const middle = [];
      for await (const one of log.read(topic, { partition: 0, from: 1, to: 2 })) middle.push(one);

      assert.deepEqual(
        middle.map(({ offset }) => offset),
        [1],
      );
      const [first] = await readAll(log, topic);
      const since = await log.rangesOf(topic, first?.timestampMs);
      assert.deepEqual(since, [{ partition: 0, from: 0, to: 3 }]);
      const later = await log.rangesOf(topic, Number.MAX_SAFE_INTEGER);
      assert.deepEqual(later, [{ partition: 0, from: 3, to: 3 }]);
    });

    test('hold nothing when they do not exist, and take nothing', async (t) => {
      const { log, writer } = await open(t);
      const missing = `topic-${randomUUID()}`;

      assert.deepEqual(await log.rangesOf(missing), []);
      const appended = writer.append(missing, [record()]);
      await assert.rejects(appended, { code: 'RECORDS_NOT_WRITTEN' });
    });

    test('keep marks with their notes, by group and partition', async (t) => {
      const { topic, marks } = await withTopic(t, 2);
      const group = `group-${randomUUID()}`;

      assert.equal((await marks.read(group, topic)).size, 0);
      await marks.write(group, topic, 1, { offset: 5, note: '1;;' });
      await marks.write(group, topic, 1, { offset: 7, note: `1;k2;${'1.1,'.repeat(1000)}` });
      await marks.write(group, topic, 0, { offset: 0, note: '' });

      const kept = await marks.read(group, topic);
      assert.deepEqual(kept.get(0), { offset: 0, note: '' });
      assert.equal(kept.get(1)?.offset, 7);
      assert.equal(kept.get(1)?.note.length, 4005);
      assert.equal((await marks.read(`group-${randomUUID()}`, topic)).size, 0);
    });
  });
}

function record(spec: Partial<WritableRecord> = {}): WritableRecord {
  return { key: Buffer.from('k'), value: null, headers: [], keylessPartition: 0, ...spec };
}

async function readAll(log: TopicLog, topic: string): Promise<LogRecord[]> {
  const read: LogRecord[] = [];
  for (const range of await log.rangesOf(topic)) {
    for await (const one of log.read(topic, range)) read.push(one);
  }
  return read;
}
