import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import {
  toComparable,
  toComparableRecord,
  traceIdOf,
} from '../support/hono-recordings/comparison.ts';
import {
  correctedRecords,
  expectedLater,
  inOtherSurroundings,
  ofTheTransport,
  reasonFor,
} from '../support/hono-recordings/exceptions.ts';
import { confidentialIn } from '../support/hono-recordings/confidential.ts';
import { exchange } from '../support/hono-recordings/exchange.ts';
import { provision } from '../support/hono-recordings/provision.ts';
import {
  loadFixture,
  loadRecordings,
  type Recording,
} from '../support/hono-recordings/recordings.ts';
import { type TopicWatch, watchTopics } from '../support/hono-recordings/topic-watch.ts';
import { startFaultProxy } from '../support/fault-proxy.ts';
import { kafkaAdmin } from '../support/kafka.ts';
import type { LocalCloud } from '../../local/cloud.ts';
import { localCloud } from '../support/local-cloud.ts';
import { type OwnKafka, ownKafka } from '../support/own-kafka.ts';
import { storeOfFile } from '../support/store-of-file.ts';
import { uniqueStage } from '../support/stage.ts';

const OF_THE_REGISTRY = [
  'hono.notification.registry-tenant',
  'hono.notification.registry-device',
  'hono.audit.registry',
];

/** At something that Hono did not answer 503, on a machine that may have much else to do. */
const ATTEMPTS = 5;

type Stage = {
  /** Of the tables. */
  readonly name: string;
  readonly kafka: OwnKafka;
  readonly ports: Readonly<Record<Recording['adapter'], number>>;
  readonly watch: TopicWatch;
  /** Where a case’s records are looked for. */
  readonly topics: readonly string[];
  /** What the functions have written so far. */
  readonly lines: () => readonly string[];
};

const recordings = Map.groupBy(loadRecordings(), ({ group }) => group);

test('Hono’s recordings', async (t) => {
  const stage = await setStage(t);
  try {
    await testAll(stage, t);
  } finally {
    await stage.watch.close();
  }
});

async function testAll(stage: Stage, t: TestContext): Promise<void> {
  const { kafka } = stage;
  const unwatched = { ...stage, topics: [] };
  const outages = new Set(['kafka-down', 'kafka-up', 'registry-down', 'no-topic']);
  for (const group of recordings.keys()) {
    if (!outages.has(group)) await testGroup(group, stage, t);
  }

  await kafka.stop();
  await testGroup('kafka-down', unwatched, t);
  await kafka.start();
  await untilStoredAgain(stage);
  await testGroup('kafka-up', stage, t);
  await testGroup('registry-down', await withRegistryDown(stage, t), t);
  await t.test('nothing else was written to any topic of events or telemetry', async () => {
    assert.deepEqual(await stage.watch.news(stage.topics), []);
  });

  await deleteTopic('hono.event.lab', stage, t);
  await testGroup('no-topic', unwatched, t);
  await t.test(
    'no password, token, payload or query string of theirs is in any line of a log',
    () => {
      const confidential = [...new Set(loadRecordings().flatMap(confidentialIn))];
      const lines = stage.lines();
      assert.ok(confidential.length > 20, `${confidential.length} secrets`);
      assert.ok(lines.some((line) => line.includes('hono.telemetry.payload')));
      assert.deepEqual(
        lines.filter((line) => confidential.some((text) => line.includes(text))),
        [],
      );
    },
  );
}

async function setStage(t: TestContext): Promise<Stage> {
  const kafka = await ownKafka(t, { autoCreateTopics: false });
  const name = uniqueStage();
  const cloud = await localCloud(t, { brokers: kafka.brokers, stage: name });
  const open = await localCloud(t, {
    brokers: kafka.brokers,
    stage: name,
    requestsOnly: true,
    replacements: { ingest: { environment: { AUTHENTICATION_REQUIRED: 'false' } } },
  });
  const tenants = loadFixture();
  const topics = tenants.flatMap(({ tenant }) => [
    `hono.event.${tenant}`,
    `hono.telemetry.${tenant}`,
  ]);
  const admin = await kafkaAdmin(t, kafka.brokers);
  const all = [...topics, ...OF_THE_REGISTRY];
  await admin.createTopics({ topics: all.map((topic) => ({ topic, numPartitions: 1 })) });
  await provision(cloud.url, cloud.admin, tenants);
  const watch = await watchTopics(kafka.brokers, topics);
  const ports = { authenticating: portOf(cloud), open: portOf(open) };
  const lines = () => [...cloud.lines, ...open.lines].map(({ text }) => text);
  return { name, kafka, ports, watch, topics, lines };
}

/** An adapter that has seen the ordinary device, and nobody else, before its registry went. */
async function withRegistryDown(stage: Stage, t: TestContext): Promise<Stage> {
  const { hostname, port } = new URL(await storeOfFile());
  const way = await startFaultProxy(t, Number(port));
  const adapter = await localCloud(t, {
    brokers: stage.kafka.brokers,
    stage: stage.name,
    dynamoDbEndpoint: `http://${hostname}:${way.port}`,
  });
  const cutOff = { ...stage, ports: { ...stage.ports, authenticating: portOf(adapter) } };
  await untilStoredAgain(cutOff);
  await way.refuse();
  return cutOff;
}

function portOf({ url }: LocalCloud): number {
  return Number(new URL(url).port);
}

async function testGroup(group: string, stage: Stage, t: TestContext): Promise<void> {
  for (const recording of recordings.get(group) ?? []) await testOf(recording, stage, t);
}

async function testOf(recording: Recording, stage: Stage, t: TestContext): Promise<void> {
  const { id, group, name } = recording;
  const skip = reasonFor(id, ofTheTransport) ?? reasonFor(id, inOtherSurroundings) ?? false;
  const later = reasonFor(id, expectedLater);
  await t.test(`§${group} ${id} ${name}`, { skip }, async () => {
    const [expected, actual] = await replay(recording, stage);
    if (later === undefined) assert.deepEqual(actual, expected);
    else assert.notDeepEqual(actual, expected, `passes, though listed as expected later: ${later}`);
  });
}

/** @returns what Hono did and what we do, comparable */
async function replay(
  recording: Recording,
  { ports, watch, topics }: Stage,
): Promise<[unknown, unknown]> {
  const port = ports[recording.adapter];
  const traceId = traceIdOf(recording.request);
  const watched = topicsOf(recording).filter((topic) => topics.includes(topic));
  const send = async () => {
    const sentAtMs = Date.now();
    const answer = await exchange(port, toRequest(recording, port));
    return { sentAtMs, answer, records: await watch.news(watched) };
  };
  const isBusy = (status = 0) => status === 503 && recording.answer?.status !== 503;
  let done = await send();
  for (let attempt = 1; isBusy(done.answer?.status) && attempt < ATTEMPTS; attempt += 1) {
    done = await send();
  }
  const { sentAtMs, answer, records } = done;
  return [
    {
      answer: toComparable(recording.answer),
      records: correctedRecords(recording).map((record) =>
        toComparableRecord(record, { sentAtMs: recording.sentAtMs, traceId }),
      ),
    },
    {
      answer: toComparable(answer),
      records: records.map((record) => toComparableRecord(record, { sentAtMs, traceId })),
    },
  ];
}

/** What was refused during the outage may have been stored all the same, which is no business of the cases that follow. */
async function untilStoredAgain({ ports, watch, topics }: Stage): Promise<void> {
  const [ordinary] = recordings.get('publish') ?? [];
  assert.ok(ordinary);
  const port = ports[ordinary.adapter];
  while ((await exchange(port, toRequest(ordinary, port)))?.status !== 202);
  await watch.news(topics);
}

/** Where its records are, or would be; those on any other topic show in a later case, or at the end. */
function topicsOf({ records }: Recording): readonly string[] {
  return records.length === 0 ? ['hono.event.lab'] : records.map(({ topic }) => topic);
}

function toRequest({ request }: Recording, port: number): Buffer {
  const text = request.toString('latin1');
  return Buffer.from(text.replace(/(\r\nHost: 127\.0\.0\.1):\d+/i, `$1:${port}`), 'latin1');
}

async function deleteTopic(topic: string, { kafka }: Stage, t: TestContext): Promise<void> {
  const admin = await kafkaAdmin(t, kafka.brokers);
  await admin.deleteTopics({ topics: [topic] });
}
