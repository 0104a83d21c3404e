import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import { after, describe, test, type TestContext } from 'node:test';
import type { Admin } from 'kafkajs';
import { consumeBatch } from '../../lib/consumption/consume-batch.ts';
import type { ConsumedEvent } from '../../lib/consumption/consumed-event.ts';
import { effectOnce } from '../../lib/consumption/effect-once.ts';
import { toDeadLetterHeaders } from '../../lib/consumption/dead-letter-sink.ts';
import type { LogRecord } from '../../lib/consumption/redrive/topic-log.ts';
import { ServiceError } from '../../lib/domain/errors.ts';
import { parseTenantId, type TenantId } from '../../lib/domain/identifiers.ts';
import { deadLetterTopic, eventTopic } from '../../lib/domain/topics.ts';
import { dynamoDbEffectLedger } from '../../lib/drivers/dynamodb/effect-ledger.ts';
import { eventSourceHandler } from '../../lib/drivers/event-source/handler.ts';
import { kafkaDeadLetterSink } from '../../lib/drivers/kafka/dead-letter-sink.ts';
import { kafkaRecordWriter } from '../../lib/drivers/platformatic/record-writer.ts';
import { kafkaTopicLog } from '../../lib/drivers/platformatic/topic-log.ts';
import { runCommand } from '../support/command-line.ts';
import { consumptionOf } from '../support/consumption.ts';
import { start as startMapping } from '../support/event-source-mapping.ts';
import { createTopic, kafkaAdmin, testBrokers } from '../support/kafka.ts';
import { received, type ReceivedSpec } from '../support/received.ts';
import { headerOf, textOf } from '../support/redriving.ts';
import { stateTable } from '../support/state-table.ts';
import { until } from '../support/until.ts';

const MAIN = join(import.meta.dirname, '../../cli/main.ts');

describe('dead letters on a real broker, by the command', () => {
  test('a poison event is given up, found, put back when its handler is repaired, and processed once', async (t) => {
    const tenant = await newTenant(t, 3);
    const consumer = consuming(t, tenant);
    const events = ['1', 'poison 2', '3', 'poison 4', '5'].flatMap((value) =>
      ['device-1', 'device-2'].map((key) => ({ key, value: `${key} ${value}` })),
    );
    await write(t, eventTopic(tenant), events);
    await until(async () => (await recordsOf(deadLetterTopic(tenant))).length === 4);

    const listed = await tidegate('dead-letters', 'list', tenant, '--json');
    const letters = listed.stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Letter);
    assert.deepEqual(new Set(letters.map(({ reason }) => reason)), new Set(['RECORD_REJECTED']));
    assert.equal(listed.stdout.includes('poison'), false, 'no payload is listed');
    const [first] = letters;
    assert.ok(first);
    const shown = await tidegate('dead-letters', 'show', tenant, first.letter, '--payload');
    assert.match(shown.stdout, /"payload": "device-\d poison 2"/);

    consumer.repair();
    const tried = await tidegate('dead-letters', 'redrive', tenant, '--all', '--dry-run');
    assert.match(tried.stdout, /put-back +4[^]*Nothing was put back/);
    const redriven = await tidegate('dead-letters', 'redrive', tenant, '--all', '--json');
    assert.equal(redriven.code, 0, redriven.stderr);
    await until(() => consumer.processed.length === 10);

    for (const device of ['device-1', 'device-2']) {
      const values = consumer.processed.filter((value) => value.startsWith(device));
      assert.deepEqual(
        values,
        ['1', '3', '5', 'poison 2', 'poison 4'].map((value) => `${device} ${value}`),
      );
    }
    const again = await tidegate('dead-letters', 'redrive', tenant, '--all', '--json');
    assert.match(again.stdout, /"put-back":0/);
    assert.equal((await tidegate('dead-letters', 'list', tenant)).stdout, '');
  });

  test('puts back the same record, to the same partition: large, empty, without a key, any header', async (t) => {
    const tenant = await newTenant(t, 5);
    const originals: ReceivedSpec[] = [
      {
        key: 'device-1',
        value: Buffer.alloc(900_000, 1),
        headers: [
          ['__proto__', 'x'],
          ['1', ''],
        ],
      },
      {
        key: 'device-2',
        value: null,
        headers: [
          ['z', 'b'],
          ['a', 'c'],
          ['z', 'd'],
        ],
      },
      { key: 'device-3', value: Buffer.alloc(0), headers: [] },
      { key: null, value: Buffer.from([255, 0]), partition: 3, headers: [] },
    ];
    await keepLetters(t, tenant, originals);

    const { code, stderr } = await tidegate('dead-letters', 'redrive', tenant, '--all');

    assert.equal(code, 0, stderr);
    const partitions = new Map([...(await recordsOf(deadLetterTopic(tenant)))].map(toPlace));
    const back = await recordsOf(eventTopic(tenant));
    assert.equal(back.length, 4);
    for (const original of originals.map(received)) {
      const found = back.find(({ key }) => String(key) === String(original.key));
      assert.ok(found);
      assert.deepEqual(found.value, original.value);
      assert.equal(found.partition, partitions.get(String(original.key)));
      const own = found.headers.slice(3).map(({ name, value }) => [name, String(value)]);
      assert.deepEqual(
        own,
        original.headers.map(({ name, value }) => [name, String(value)]),
      );
    }
  });

  test('goes on after each SIGKILL, without a loss, a repetition or a device out of order', async (t) => {
    const LETTERS = 3000;
    const tenant = await newTenant(t, 2);
    const values = Array.from({ length: LETTERS }, (_, index) => `${index}`);
    await keepLetters(
      t,
      tenant,
      values.map((value, offset) => ({ key: `device-${offset % 7}`, offset, value })),
    );
    const admin = await kafkaAdmin(t);

    let killed = 0;
    for (const threshold of [1, 700, 1400]) {
      const child = start(['dead-letters', 'redrive', tenant, '--all']);
      const ended = once(child, 'exit');
      await until(
        async () => child.exitCode !== null || (await endsOf(admin, tenant)) >= threshold,
      );
      child.kill('SIGKILL');
      const [code] = (await ended) as [number | null];
      if (code === null) killed += 1;
    }
    const { code, stderr } = await tidegate('dead-letters', 'redrive', tenant, '--all');

    assert.equal(code, 0, stderr);
    assert.ok(killed >= 2, 'the runs were killed before their end');
    const back = await recordsOf(eventTopic(tenant));
    assert.equal(back.length, LETTERS);
    const byDevice = Map.groupBy(back, ({ key }) => String(key));
    for (const [device, records] of byDevice) {
      const expected = values.filter((value) => `device-${Number(value) % 7}` === device);
      assert.deepEqual(records.map(textOf), expected);
    }
  });

  test('an effect that an event had before it was given up is not had again', async (t) => {
    const tenant = await newTenant(t, 3);
    const mailed: string[] = [];
    const asOnce = effectOnce({
      ledger: dynamoDbEffectLedger(await stateTable(t)),
      leaseMs: 60_000,
      now: Date.now,
      newHolder: randomUUID,
    });
    const consumer = consuming(t, tenant, async (event) => {
      await asOnce(event, 'mail', async () => void mailed.push(String(event.position.offset)));
    });
    await write(t, eventTopic(tenant), [{ key: 'device-1', value: 'poison' }]);
    await until(async () => (await recordsOf(deadLetterTopic(tenant))).length === 1);

    consumer.repair();
    const { code, stderr } = await tidegate('dead-letters', 'redrive', tenant, '--all');
    await until(() => consumer.processed.length === 1);

    assert.equal(code, 0, stderr);
    assert.deepEqual(consumer.processed, ['poison']);
    assert.deepEqual(mailed, ['0']);
  });

  test('leaves an event that fails again and again, and tells', async (t) => {
    const tenant = await newTenant(t, 1);
    const consumer = consuming(t, tenant);
    await write(t, eventTopic(tenant), [{ key: 'device-1', value: 'poison' }]);

    for (const round of [1, 2, 3]) {
      const letters = async () => (await recordsOf(deadLetterTopic(tenant))).length;
      await until(async () => (await letters()) === round);
      await tidegate('dead-letters', 'redrive', tenant, '--device', 'device-1');
      await until(() => consumer.attempted() === round + 1);
    }
    await until(async () => (await recordsOf(deadLetterTopic(tenant))).length === 4);
    const { code, stdout, stderr } = await tidegate('dead-letters', 'redrive', tenant, '--all');

    assert.equal(code, 0);
    assert.match(stdout, /kept +1/);
    assert.match(stderr, /0\/3: stays, its event was put back 3 times/);
    const [, ...back] = await recordsOf(eventTopic(tenant));
    assert.deepEqual(
      back.map((record) => headerOf(record, 'redrive-count')),
      ['1', '2', '3'],
    );
  });
});

type Letter = { readonly letter: string; readonly reason: string };

async function newTenant(t: TestContext, numPartitions: number): Promise<TenantId> {
  const tenant = parseTenantId(`tenant-${randomUUID()}`);
  await createTopic(t, eventTopic(tenant), { numPartitions });
  await createTopic(t, deadLetterTopic(tenant), { numPartitions });
  return tenant;
}

/** The consumer behind an event source mapping; it rejects what is called poison, after all `effects`, until it is repaired. */
function consuming(
  t: TestContext,
  tenant: TenantId,
  effects: (event: ConsumedEvent) => Promise<void> = async () => undefined,
) {
  const processed: string[] = [];
  let attempts = 0;
  let isRepaired = false;
  const handle = async (event: ConsumedEvent): Promise<void> => {
    attempts += 1;
    await effects(event);
    const value = event.kind === 'data' ? event.payload.text() : '';
    if (value.includes('poison') && !isRepaired) throw new ServiceError('RECORD_REJECTED', 'no');
    processed.push(value);
  };
  const deadLetters = kafkaDeadLetterSink({ brokers: testBrokers() });
  t.after(deadLetters.close);
  const consumption = { ...consumptionOf({ handle, now: Date.now }), deadLetters };
  const handler = eventSourceHandler(async (batches) => {
    return (await consumeBatch(batches, consumption, () => 60_000)).unsettled;
  }, true);
  startMapping(t, eventTopic(tenant), {
    invoke: async (event) => ({
      kind: 'success',
      payload: await handler(event, { getRemainingTimeInMillis: () => 60_000 }),
    }),
  });
  return {
    processed,
    attempted: () => attempts,
    repair: () => {
      isRepaired = true;
    },
  };
}

async function write(t: TestContext, topic: string, specs: readonly ReceivedSpec[]): Promise<void> {
  const writer = kafkaRecordWriter({ brokers: testBrokers() });
  t.after(writer.close);
  await writer.append(
    topic,
    specs.map(received).map((record) => ({ ...record, keylessPartition: record.partition })),
  );
}

/** As the consumer would. */
async function keepLetters(
  t: TestContext,
  tenant: TenantId,
  specs: readonly ReceivedSpec[],
): Promise<void> {
  const reason = {
    code: 'PROCESSING_FAILED',
    message: 'no',
    attempts: 5,
    atMs: Date.now(),
  } as const;
  const writer = kafkaRecordWriter({ brokers: testBrokers() });
  t.after(writer.close);
  const letters = specs.map((spec, offset) => {
    const record = received({ tenant, offset, ...spec });
    const headers = toDeadLetterHeaders(record, reason);
    return { key: record.key, value: record.value, headers, keylessPartition: record.partition };
  });
  await writer.append(deadLetterTopic(tenant), letters);
}

const log = kafkaTopicLog({ brokers: testBrokers() });
after(log.close);

async function recordsOf(topic: string): Promise<readonly LogRecord[]> {
  const records: LogRecord[] = [];
  for (const range of await log.rangesOf(topic)) {
    for await (const record of log.read(topic, range)) records.push(record);
  }
  return records;
}

function toPlace({ key, partition }: LogRecord): [string, number] {
  return [String(key), partition];
}

async function endsOf(admin: Admin, tenant: TenantId): Promise<number> {
  const offsets = await admin.fetchTopicOffsets(eventTopic(tenant));
  return offsets.reduce((sum, { high }) => sum + Number(high), 0);
}

function tidegate(...words: readonly string[]) {
  return runCommand(words, { KAFKA_BROKERS: testBrokers().join(',') });
}

/** In a process of its own; without the launcher, which a SIGKILL would part from the command. */
function start(words: readonly string[]) {
  const env = { ...process.env, KAFKA_BROKERS: testBrokers().join(',') };
  return spawn(process.execPath, [MAIN, ...words], { env, stdio: 'ignore' });
}
