import assert from 'node:assert/strict';
import { join } from 'node:path';
import { before, describe, test, type TestContext } from 'node:test';
import { inspect } from 'node:util';
import type { AmqpApplicationOptions } from '../../application/index.ts';
import type { AmqpNetwork } from '../../lib/drivers/amqp/connection.ts';
import { openEventSink } from '../../lib/drivers/amqp/event-sink.ts';
import { amqpForwarder } from '../../lib/drivers/amqp/forwarder.ts';
import { renewableForwarder } from '../../lib/drivers/amqp/renewable-forwarder.ts';
import { secretConnection } from '../../lib/drivers/amqp/secret-connection.ts';
import { amqpApplicationUnderTest } from '../support/amqp-application.ts';
import { eventRecord } from '../support/event-records.ts';
import {
  CLIENT,
  secretFile,
  securedArtemis,
  shown,
  STRANGER,
  USER,
} from '../support/secured-artemis.ts';
import { suiteScope } from '../support/scope.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { PATIENT_FORWARDING } from '../support/patience.ts';
import { until } from '../support/until.ts';

const REFUSED = { code: 'EVENT_NOT_STORED', message: 'temporarily unavailable' };

void describe('a messaging network that speaks TLS and wants a password', () => {
  const suite = suiteScope();
  let network: AmqpNetwork;
  before(async () => {
    network = await securedArtemis(suite, 'user');
  });

  void test('takes events of who has it, from the settings or from a secret, and of nobody else', async (t) => {
    const append = appending(t, network);

    await append({ user: USER });
    await append({ secret: secretFile({ username: USER.name, password: USER.password }) });

    await assert.rejects(append({ user: { ...USER, password: 'wrong' } }), REFUSED);
    await assert.rejects(append({}), REFUSED);
    await assert.rejects(append({ secret: secretFile({ username: 'nobody' }) }), REFUSED);
  });

  void test('is spoken of without the password, whatever goes wrong', async (t) => {
    const append = appending(t, network);
    const password = 'not-to-be-told';
    const wrong: readonly Partial<AmqpNetwork>[] = [
      { user: { ...USER, password } },
      { user: { ...USER, password }, tls: {} },
      { secret: secretFile({ username: '', password }) },
    ];

    for (const given of wrong) {
      const failure = await append(given).catch((thrown: unknown) => thrown);
      assert.ok(failure instanceof Error);
      const told = inspect(failure, { depth: Infinity, showHidden: true });
      assert.doesNotMatch(told, /not-to-be-told/);
    }
  });

  void test('is not trusted when its certificate is of an unknown authority, or for another name', async (t) => {
    const append = appending(t, { ...network, user: USER });

    await assert.rejects(append({ tls: { ca: STRANGER.pem } }), REFUSED);
    await assert.rejects(append({ tls: {} }), REFUSED);
    await assert.rejects(append({ host: '127.0.0.1' }), REFUSED);
    await append({});
  });

  void test('takes events again once the secret holds the password that it wants', async (t) => {
    const path = join(temporaryFolder(), 'secret.json');
    const secret = secretFile({ username: USER.name, password: 'of yesterday' }, path);
    let nowMs = 0;
    const forwarder = renewableForwarder(
      secretConnection(secret, { ...network, clientId: 'test' }, () => nowMs),
      (connection) => amqpForwarder(connection, PATIENT_FORWARDING),
    );
    t.after(forwarder.close);
    const kindOf = async () => (await forwarder.forward('event/tenant-1', { body: 'hello' })).kind;
    assert.equal(await kindOf(), 'unreachable');

    secretFile({ username: USER.name, password: USER.password }, path);
    nowMs += 60_000;

    assert.equal(await kindOf(), 'accepted');
  });

  void test('hands events to an application that has the password in a secret, once it is the right one', async (t) => {
    const path = join(temporaryFolder(), 'secret.json');
    const secret = secretFile({ username: USER.name, password: 'of yesterday' }, path);
    const under = await amqpApplicationUnderTest(t, { ...network, user: USER });
    const refusals: unknown[] = [];
    const report: AmqpApplicationOptions['report'] = (observation) => {
      if (observation.kind === 'detached') refusals.push(observation.cause);
    };
    await under.send(['device-1'], 3);

    under.join({ amqp: { ...network, secret }, report });
    await until(() => refusals.length > 0);
    assert.deepEqual(under.missing(), 3);
    secretFile({ username: USER.name, password: USER.password }, path);
    await until(() => under.missing() === 0);

    assert.deepEqual(under.violations(), []);
  });

  void test('lets an application wait for a secret that cannot be read yet', async (t) => {
    const path = join(temporaryFolder(), 'secret.json');
    const under = await amqpApplicationUnderTest(t, { ...network, user: USER });
    const causes: string[] = [];
    const report: AmqpApplicationOptions['report'] = (observation) => {
      if (observation.kind === 'detached') causes.push(String(observation.cause));
    };
    await under.send(['device-1']);

    under.join({ amqp: { ...network, secret: `file:${path}` }, report });
    await until(() => causes.length > 0);
    secretFile({ username: USER.name, password: USER.password }, path);
    await until(() => under.missing() === 0);

    assert.match(causes[0] ?? '', /secret\.json/);
  });
});

void describe('a messaging network that wants a certificate', () => {
  const suite = suiteScope();
  let network: AmqpNetwork;
  before(async () => {
    network = await securedArtemis(suite, 'client');
  });

  void test('takes events of who presents one that it knows, by SASL EXTERNAL, and of nobody else', async (t) => {
    const append = appending(t, network);

    await append({ tls: { ...network.tls, ...shown(CLIENT) } });
    const { certificate, key: privateKey } = shown(CLIENT);
    await append({ secret: secretFile({ certificate, privateKey }) });

    await assert.rejects(append({ tls: { ...network.tls, ...shown(STRANGER) } }), REFUSED);
    await assert.rejects(append({}), REFUSED);
    await assert.rejects(
      append({ user: USER, tls: { ...network.tls, ...shown(CLIENT) } }),
      REFUSED,
    );
  });
});

/** Appends one event over a sink of its own. */
function appending(t: TestContext, network: AmqpNetwork) {
  return async (given: Partial<AmqpNetwork>): Promise<void> => {
    const sink = openEventSink({ ...network, ...given }, 'test', PATIENT_FORWARDING);
    t.after(sink.close);
    await sink.append(eventRecord());
  };
}
