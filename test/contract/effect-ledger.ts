import assert from 'node:assert/strict';
import { describe, test, type TestContext } from 'node:test';
import type { Effect, EffectLedger } from '../../lib/consumption/effect-ledger.ts';

const POSITION = {
  topic: 'hono.event.acme',
  partition: 0,
  offset: 7,
  timestampMs: 1_795_301_842_281,
};
const EFFECT: Effect = { name: 'bill', firstPosition: POSITION };

const lease = (holder: string, nowMs = 1000) => ({ holder, nowMs, untilMs: nowMs + 500 });

/** What every driver that claims to be an effect ledger does. */
export function effectLedgerContract(
  driver: string,
  open: (t: TestContext) => Promise<EffectLedger>,
): void {
  describe(`effect ledger (${driver})`, () => {
    test('lets one of many have an effect that is claimed at the same time', async (t) => {
      const ledger = await open(t);
      const holders = Array.from({ length: 5 }, (_, index) => `holder-${index}`);

      const claims = await Promise.all(
        holders.map((holder) => ledger.claim(EFFECT, lease(holder))),
      );

      assert.deepEqual(claims.toSorted(), ['claimed', ...Array(4).fill('held-by-another')]);
    });

    test('keeps a claim until its lease ends, and no longer', async (t) => {
      const ledger = await open(t);
      await ledger.claim(EFFECT, lease('crashed', 1000));

      const claims = [
        await ledger.claim(EFFECT, lease('early', 1499)),
        await ledger.claim(EFFECT, lease('late', 1500)),
      ];

      assert.deepEqual(claims, ['held-by-another', 'claimed']);
    });

    test('says of a completed effect that it is done, also after the lease', async (t) => {
      const ledger = await open(t);
      await ledger.claim(EFFECT, lease('first', 1000));
      await ledger.complete(EFFECT, 'first');

      const claim = await ledger.claim(EFFECT, lease('second', 999_000));

      assert.equal(claim, 'done');
    });

    test('gives back at once what is released', async (t) => {
      const ledger = await open(t);
      await ledger.claim(EFFECT, lease('first'));
      await ledger.release(EFFECT, 'first');

      const claim = await ledger.claim(EFFECT, lease('second'));

      assert.equal(claim, 'claimed');
    });

    test('neither completes nor releases for a holder whose claim another has taken over', async (t) => {
      const ledger = await open(t);
      await ledger.claim(EFFECT, lease('slow', 1000));
      await ledger.claim(EFFECT, lease('quick', 2000));

      await ledger.complete(EFFECT, 'slow');
      await ledger.release(EFFECT, 'slow');

      assert.equal(await ledger.claim(EFFECT, lease('third', 2100)), 'held-by-another');
    });

    test('does not give back what is done', async (t) => {
      const ledger = await open(t);
      await ledger.claim(EFFECT, lease('first'));
      await ledger.complete(EFFECT, 'first');

      await ledger.release(EFFECT, 'first');

      assert.equal(await ledger.claim(EFFECT, lease('second', 5000)), 'done');
    });

    for (const [what, other] of [
      ['name', { ...EFFECT, name: 'mail' }],
      ['topic', { ...EFFECT, firstPosition: { ...POSITION, topic: 'hono.event.acme-2' } }],
      ['partition', { ...EFFECT, firstPosition: { ...POSITION, partition: 1 } }],
      ['offset', { ...EFFECT, firstPosition: { ...POSITION, offset: 8 } }],
      ['generation of the topic', { ...EFFECT, firstPosition: { ...POSITION, timestampMs: 1 } }],
    ] as const) {
      test(`takes an effect of another ${what} for another one`, async (t) => {
        const ledger = await open(t);
        await ledger.claim(EFFECT, lease('first'));
        await ledger.complete(EFFECT, 'first');

        const claim = await ledger.claim(other, lease('second'));

        assert.equal(claim, 'claimed');
      });
    }
  });
}
