import assert from 'node:assert/strict';
import { test } from 'node:test';
import { basic } from '../support/http-events.ts';
import { readAll, type StoredRecord, testBrokers } from '../support/kafka.ts';
import { localCloud, type TestCloud } from '../support/local-cloud.ts';
import { answerOf, bombard, isWrong } from '../support/malformed/bombard.ts';
import { registerDevices } from '../support/register-devices.ts';

/** Reduced; `bench/malformed-requests.ts` has more. */
const REQUESTS_OF_EACH = 500;
const SEED = 20_261_122;

test('1,000 malformed requests get no 5xx and no end of their connection is missing, and only what was authenticated is stored', async (t) => {
  const cloud = await localCloud(t, {
    brokers: testBrokers(),
    replacements: { ingest: { environment: { MAX_HELD_ANSWERS: '0' } } },
  });
  const [registered] = await registerDevices(cloud, { tenants: 1, devicesPerTenant: 1 });
  assert.ok(registered);
  const { tenant, device, authId, password } = registered;

  const strange = await attack(cloud, tenant, device, basic(authId, tenant, 'not the password'));
  const storedOfStrangers = await stored(cloud, tenant);
  const own = await attack(cloud, tenant, device, basic(authId, tenant, password));
  const storedOfDevice = await stored(cloud, tenant);

  t.diagnostic(JSON.stringify({ strange: strange.answers, own: own.answers }));
  assert.deepEqual([...strange.wrong, ...own.wrong], []);
  assert.equal(strange.answers['202'], undefined);
  assert.deepEqual(storedOfStrangers, []);
  // What follows a complete request may break its connection before the answer, as in HTTP pipelining.
  assert.ok(storedOfDevice.length >= Number(own.answers['202']));
  assert.deepEqual([...new Set(storedOfDevice.map(({ key }) => String(key)))], [device]);
  assert.deepEqual(defectsIn(cloud), []);
});

async function attack({ url }: TestCloud, tenant: string, device: string, authorization: string) {
  const answers: Record<string, number> = {};
  const wrong: unknown[] = [];
  await bombard({
    url,
    aim: { tenant, device, authorization },
    count: REQUESTS_OF_EACH,
    seed: SEED,
    judge: (outcome) => {
      const answer = answerOf(outcome);
      answers[answer] = (answers[answer] ?? 0) + 1;
      if (isWrong(outcome)) wrong.push({ answer, sent: String(outcome.request.bytes) });
    },
  });
  return { answers, wrong };
}

async function stored({ brokers }: TestCloud, tenant: string): Promise<StoredRecord[]> {
  const topics = [`hono.event.${tenant}`, `hono.telemetry.${tenant}`];
  return (await Promise.all(topics.map((topic) => readAll(topic, brokers)))).flat();
}

function defectsIn({ lines }: TestCloud): string[] {
  return lines.map(({ text }) => text).filter((text) => text.includes('DEFECT'));
}
