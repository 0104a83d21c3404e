import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { EffectLedger } from '../../../lib/consumption/effect-ledger.ts';
import { effectOnce } from '../../../lib/consumption/effect-once.ts';
import { offsetOfArrival } from '../../../lib/consumption/received.ts';
import { memoryEffectLedger } from '../../../lib/drivers/memory/effect-ledger.ts';

const EVENT = {
  firstPosition: { topic: 'hono.event.acme', partition: 0, offset: 7, timestampMs: 1000 },
};
const LEASE_MS = 500;

function setUp(ledger: EffectLedger = memoryEffectLedger()) {
  const clock = { nowMs: 1000 };
  let holders = 0;
  const once = effectOnce({
    ledger,
    leaseMs: LEASE_MS,
    now: () => clock.nowMs,
    newHolder: () => `holder-${(holders += 1)}`,
  });
  const effects: string[] = [];
  const mail = async (): Promise<void> => void effects.push('mail');
  return { ledger, clock, once, effects, mail };
}

function arrived(messageId: string, arrival: number) {
  const offset = offsetOfArrival(1000, arrival);
  return { firstPosition: { ...EVENT.firstPosition, messageId, offset } };
}

describe('an effect that is wanted once', () => {
  it('runs for the first delivery of a record and not for the second', async () => {
    const { once, effects, mail } = setUp();

    const ran = [await once(EVENT, 'mail', mail), await once(EVENT, 'mail', mail)];

    assert.deepEqual(ran, [true, false]);
    assert.deepEqual(effects, ['mail']);
  });

  it('knows an AMQP message that comes again by its name, not by when it arrives', async () => {
    const { once, effects, mail } = setUp();

    await once(arrived('message/1', 0), 'mail', mail);
    await once(arrived('message/1', 1), 'mail', mail);
    await once(arrived('message/2', 2), 'mail', mail);

    assert.equal(effects.length, 2);
  });

  it('runs again at once after it has failed, and its own failure is thrown', async () => {
    const { once, effects, mail } = setUp();
    const failure = new Error('no mail today');
    await assert.rejects(
      once(EVENT, 'mail', () => Promise.reject(failure)),
      failure,
    );

    const ran = await once(EVENT, 'mail', mail);

    assert.equal(ran, true);
    assert.deepEqual(effects, ['mail']);
  });

  it('makes the record come again while another attempt runs', async () => {
    const { once, mail } = setUp();
    const { promise: end, resolve } = Promise.withResolvers<void>();
    const first = once(EVENT, 'mail', () => end);

    await assert.rejects(once(EVENT, 'mail', mail), { code: 'EFFECT_UNDER_WAY' });

    resolve();
    await first;
  });

  it('can be repeated after a crash between claim and mark, once the lease has ended', async () => {
    const { ledger, clock, once, effects, mail } = setUp();
    const lease = { holder: 'crashed', nowMs: 1000, untilMs: 1000 + LEASE_MS };
    await ledger.claim({ ...EVENT, name: 'mail' }, lease);
    await assert.rejects(once(EVENT, 'mail', mail), { code: 'EFFECT_UNDER_WAY' });

    clock.nowMs += LEASE_MS;
    const ran = await once(EVENT, 'mail', mail);

    assert.equal(ran, true);
    assert.deepEqual(effects, ['mail']);
  });

  it('says why the effect failed, not why its claim could not be given back', async () => {
    const broken = { ...memoryEffectLedger(), release: () => Promise.reject(new Error('store')) };
    const { once } = setUp(broken);

    const failing = once(EVENT, 'mail', () => Promise.reject(new Error('no mail today')));

    await assert.rejects(failing, /no mail today/);
  });
});
