import assert from 'node:assert/strict';
import { describe, test, type TestContext } from 'node:test';
import type { Position } from '../../lib/consumption/consumed-event.ts';
import type { FailureCounter } from '../../lib/consumption/failure-counter.ts';

const RECORD: Position = {
  topic: 'hono.event.acme',
  partition: 0,
  offset: 7,
  timestampMs: 1_795_301_842_281,
};

/** What every driver that claims to be a failure counter does. */
export function failureCounterContract(
  driver: string,
  open: (t: TestContext) => Promise<FailureCounter>,
): void {
  describe(`failure counter (${driver})`, () => {
    test('counts the attempts of a record and remembers when the first failed', async (t) => {
      const counter = await open(t);

      const counted = [
        await counter.count(RECORD, 1000),
        await counter.count(RECORD, 2000),
        await counter.count(RECORD, 3000),
      ];

      assert.deepEqual(counted, [
        { attempts: 1, firstFailedAtMs: 1000 },
        { attempts: 2, firstFailedAtMs: 1000 },
        { attempts: 3, firstFailedAtMs: 1000 },
      ]);
    });

    for (const [what, other] of [
      ['topic', { ...RECORD, topic: 'hono.event.acme-2' }],
      ['partition', { ...RECORD, partition: 1 }],
      ['offset', { ...RECORD, offset: 8 }],
      ['offset of a topic that was made again', { ...RECORD, timestampMs: RECORD.timestampMs + 1 }],
    ] as const) {
      test(`counts a record of another ${what} by itself`, async (t) => {
        const counter = await open(t);
        await counter.count(RECORD, 1000);

        const counted = await counter.count(other, 2000);

        assert.deepEqual(counted, { attempts: 1, firstFailedAtMs: 2000 });
      });
    }

    test('loses no count when attempts are counted at the same time', async (t) => {
      const counter = await open(t);

      const counted = await Promise.all(
        Array.from({ length: 10 }, () => counter.count(RECORD, 1000)),
      );

      // A store whose answer comes too late is asked again, and counts twice.
      const attempts = new Set(counted.map((failures) => failures.attempts));
      const { attempts: next } = await counter.count(RECORD, 1000);
      assert.equal(attempts.size, 10);
      assert.ok(next > Math.max(...attempts));
    });
  });
}
