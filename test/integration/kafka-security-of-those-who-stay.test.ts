import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import {
  type Invoke,
  listTopics,
  parseMappingSettings,
  startEventSourceMapping,
} from '../../event-source-mapping/index.ts';
import { deadLetterTopic } from '../../lib/domain/topics.ts';
import type { KafkaSecurity } from '../../lib/drivers/broker-login/broker-login.ts';
import { brokerConnection } from '../../lib/drivers/broker-login/broker-logins.ts';
import { standingLogin } from '../../lib/drivers/broker-login/standing-login.ts';
import { kafkaAdmin } from '../../lib/drivers/kafka/admin.ts';
import { applicationUnderTest } from '../support/application.ts';
import { runCommand } from '../support/command-line.ts';
import { createTopic, kafkaClient, readCount, uniqueTopic } from '../support/kafka.ts';
import { type SecuredKafka, startSecuredKafka, unsecuredTokens } from '../support/secured-kafka.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { until } from '../support/until.ts';

let kafka: SecuredKafka;

before(async () => {
  kafka = await startSecuredKafka();
});
after(() => kafka.stop());

async function secretOf(username: string, password: string): Promise<string> {
  await kafka.setPassword(username, password);
  const path = join(temporaryFolder(), 'secret.json');
  await writeFile(path, JSON.stringify({ username, password }));
  return path;
}

function scram(path: string): KafkaSecurity {
  return { kind: 'scram', secret: `file:${path}`, ca: kafka.ca };
}

async function refuse(): Promise<void> {
  throw new Error('never');
}

test('a business application processes events, and keeps dead letters, where a password is asked for', async (t) => {
  const under = await applicationUnderTest(t, { brokers: kafka.brokers });
  await under.send(['device-1'], 3);

  const security = scram(await secretOf('ada', 'right'));
  const retryBound = { attempts: 1, ageMs: 0 };
  under.join({ brokers: kafka.secured.scram, security, handle: refuse, retryBound });

  const letters = await readCount(deadLetterTopic(under.tenant), 3, kafka.brokers);
  assert.equal(letters.length, 3);
});

test('a command lists dead letters where a password is asked for, and refuses what makes no sense', async (t) => {
  const { tenant } = await applicationUnderTest(t, { brokers: kafka.brokers });
  const words = ['dead-letters', 'list', tenant, '--brokers', kafka.secured.scram.join(',')];
  const secret = `file:${await secretOf('ada', 'right')}`;
  const env = { KAFKA_SECURITY: 'scram', KAFKA_SECRET: secret, KAFKA_CA: kafka.ca };

  const listed = await runCommand(words, env);
  assert.deepEqual([listed.code, listed.stderr], [0, '0 dead letters\n']);

  const refused = await runCommand(words, { ...env, KAFKA_SECURITY: 'tls' });
  assert.equal(refused.code, 1);
  assert.match(refused.stderr, /KAFKA_SECRET goes with KAFKA_SECURITY=scram or mtls/);
});

test('a reader shows a new token before the one it has shown runs out', async (t) => {
  const topic = uniqueTopic();
  await createTopic(t, topic, { brokers: kafka.brokers });
  const shown: number[] = [];
  const tokens = unsecuredTokens(kafka.ca, 3_000);
  const login = await standingLogin({
    ...tokens,
    current: async () => {
      shown.push(shown.length);
      return tokens.current();
    },
  });
  const read: unknown[] = [];
  const invoke: Invoke = async (event) => {
    read.push(...Object.values((event as { records: Record<string, unknown[]> }).records).flat());
    return { kind: 'success', payload: null };
  };
  const troubles: unknown[] = [];
  const mapping = startEventSourceMapping(
    parseMappingSettings({
      Topics: [topic],
      ConsumerGroupId: `group-${randomUUID()}`,
      StartingPosition: 'TRIM_HORIZON',
    }),
    { brokers: kafka.secured.oauth, ...login },
    {
      invoke,
      report: (observation) => {
        if (observation.kind === 'kafka-trouble') troubles.push(observation);
      },
    },
  );
  t.after(mapping.stop);
  await mapping.ready;
  const connections = shown.length;

  await until(() => shown.length >= 2 * connections + 2);
  const producer = kafkaClient(kafka.brokers).producer();
  t.after(() => producer.disconnect());
  await producer.connect();
  await producer.send({ topic, messages: [{ value: 'after' }] });
  await until(() => read.length === 1);

  assert.deepEqual(troubles, []);
});

test('the topics are listed where a certificate is asked for', async (t) => {
  const topic = uniqueTopic();
  await createTopic(t, topic, { brokers: kafka.brokers });
  const path = join(temporaryFolder(), 'secret.json');
  await writeFile(path, JSON.stringify(kafka.clientCertificate()));
  const security = { kind: 'mtls', secret: `file:${path}`, ca: kafka.ca } as const;
  const { logins } = brokerConnection({ brokers: [], security }, 'test');
  assert.ok(logins);

  const names = await listTopics({ brokers: kafka.secured.mtls, ...(await standingLogin(logins)) });

  assert.ok(names.includes(topic));
});

test('an admin client gets in again when the password is rotated', async () => {
  const path = await secretOf('grace', 'old');
  const cluster = { brokers: kafka.secured.scram, security: scram(path) };
  const withAdmin = kafkaAdmin(brokerConnection(cluster, 'test'));
  await withAdmin((admin) => admin.listTopics());

  await writeFile(path, JSON.stringify({ username: 'grace', password: 'new' }));
  await kafka.setPassword('grace', 'new');

  assert.ok(Array.isArray(await withAdmin((admin) => admin.listTopics())));
});

test('an admin client that is not let in says why, in bounded time', async () => {
  const path = await secretOf('joan', 'right');
  await writeFile(path, JSON.stringify({ username: 'joan', password: 'wrong' }));
  const cluster = { brokers: kafka.secured.scram, security: scram(path) };

  await assert.rejects(
    kafkaAdmin(brokerConnection(cluster, 'test'))((admin) => admin.listTopics()),
    /authentication failed/i,
  );
});
