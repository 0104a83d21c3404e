import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, test, type TestContext } from 'node:test';
import { inspect } from 'node:util';
import type { BrokerLogins } from '../../lib/drivers/broker-login/broker-login.ts';
import { brokerLogins } from '../../lib/drivers/broker-login/broker-logins.ts';
import type { DeliveryLimits } from '../../lib/drivers/record-sink/delivery-limits.ts';
import type { EventSink } from '../../lib/ingestion/event-sink.ts';
import { eventSinkContract } from '../contract/event-sink.ts';
import { data, eventRecord } from '../support/event-records.ts';
import { kafkaEventSinks, type OpenSink } from '../support/event-sinks.ts';
import { kafkaSinkUnderTest } from '../support/kafka-sink-under-test.ts';
import { PATIENT_DELIVERY } from '../support/patience.ts';
import { type SecuredKafka, startSecuredKafka, unsecuredTokens } from '../support/secured-kafka.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

let kafka: SecuredKafka;

before(async () => {
  kafka = await startSecuredKafka();
  await kafka.setPassword('ada', 'right');
});
after(() => kafka.stop());

type Kind = keyof SecuredKafka['secured'];

/** What lets a client in. */
const logins: Readonly<Record<Kind, () => Promise<BrokerLogins>>> = {
  tls: async () => brokerLogins({ kind: 'tls', ca: kafka.ca }),
  mtls: async () => ofSecret('mtls', await secretFile(kafka.clientCertificate())),
  scram: async () => ofSecret('scram', await secretFile(ada('right'))),
  oauth: async () => unsecuredTokens(kafka.ca),
};

function ofSecret(kind: 'scram' | 'mtls', path: string): BrokerLogins {
  return brokerLogins({ kind, secret: `file:${path}`, ca: kafka.ca });
}

function ada(password: string) {
  return { username: 'ada', password };
}

async function secretFile(content: object): Promise<string> {
  const path = join(temporaryFolder(), 'secret.json');
  await writeFile(path, JSON.stringify(content));
  return path;
}

function open(
  t: TestContext,
  openSink: OpenSink,
  kind: Kind,
  shown: BrokerLogins,
  limits?: DeliveryLimits,
): EventSink {
  const sink = openSink({ brokers: kafka.secured[kind], logins: shown }, limits);
  t.after(sink.close);
  return sink;
}

for (const [driver, openSink] of Object.entries(kafkaEventSinks)) {
  for (const kind of ['tls', 'mtls', 'scram', 'oauth'] as const) {
    eventSinkContract(`${driver}, ${kind}`, async (t) => {
      const sink = open(t, openSink, kind, await logins[kind](), PATIENT_DELIVERY);
      return kafkaSinkUnderTest(t, sink, kafka.brokers);
    });
  }

  describe(`an event sink that the brokers do not let in (${driver})`, () => {
    test('refuses events within their time, and says why, but not the password', async (t) => {
      const sink = open(t, openSink, 'scram', ofSecret('scram', await secretFile(ada('wr0ng'))));

      const failure = await failureOf(sink);

      assert.equal(failure.code, 'EVENT_NOT_STORED');
      assert.match(told(failure), /authentication failed/i);
      assert.doesNotMatch(told(failure), /wr0ng/);
    });

    test('refuses events when the secret is not to be had, and says which', async (t) => {
      const sink = open(t, openSink, 'scram', ofSecret('scram', '/nowhere/secret.json'));

      assert.match(told(await failureOf(sink)), /nowhere\/secret\.json/);
    });

    test('refuses events when it does not trust the brokers', async (t) => {
      const sink = open(t, openSink, 'tls', brokerLogins({ kind: 'tls', ca: undefined }));

      assert.match(told(await failureOf(sink)), /certificate/i);
    });

    test('refuses events without a certificate where one is asked for', async (t) => {
      const sink = open(t, openSink, 'mtls', brokerLogins({ kind: 'tls', ca: kafka.ca }));

      assert.equal((await failureOf(sink)).code, 'EVENT_NOT_STORED');
    });
  });

  test(`an event sink (${driver}) › loses no event when the password is rotated`, async (t) => {
    await kafka.setPassword('grace', 'old');
    const path = await secretFile({ username: 'grace', password: 'old' });
    const connection = { brokers: kafka.secured.scram, logins: ofSecret('scram', path) };
    // Each event has a connection of its own.
    const sink = openSink(connection, { ...PATIENT_DELIVERY, idleLimitMs: -1 });
    t.after(sink.close);
    const { makeTenant, readStored } = kafkaSinkUnderTest(t, sink, kafka.brokers);
    const tenant = await makeTenant();
    const append = (text: string) => sink.append(eventRecord({ tenant, payload: data(text) }));
    await append('before');

    await kafka.setPassword('grace', 'new');
    await writeFile(path, JSON.stringify({ username: 'grace', password: 'new' }));
    await append('after');

    const stored = await readStored(tenant, 2);
    assert.deepEqual(
      stored.map(({ value }) => value),
      ['before', 'after'],
    );
  });
}

type Failure = Error & { readonly code: string };

async function failureOf(sink: EventSink): Promise<Failure> {
  return sink.append(eventRecord()).then(
    () => assert.fail('the event was stored'),
    (failure: Failure) => failure,
  );
}

/** All that a log could get to see of it. */
function told(failure: unknown): string {
  return inspect(failure, { depth: Infinity, showHidden: true });
}
