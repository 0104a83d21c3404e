import assert from 'node:assert/strict';
import { describe, test, type TestContext } from 'node:test';
import type { EventForwarder } from '../../lib/consumption/event-forwarder.ts';
import type { ForwardedEvent } from '../../lib/consumption/forwarded-event.ts';

/** A forwarder and what its receiver does. */
export type ForwarderUnderTest = {
  readonly forwarder: EventForwarder;
  /** JSON of what the receiver has taken, in order. */
  readonly taken: readonly string[];
  /** What becomes of the next events. */
  readonly answer: (how: 'take' | 'refuse for ever' | 'refuse for now' | 'do not answer') => void;
};

export function forwardedEvent(id: string, parts: Partial<ForwardedEvent> = {}): ForwardedEvent {
  return { id, kind: 'data', json: JSON.stringify({ id }), ...parts };
}

const { signal } = new AbortController();

/** What every driver that claims to be an event forwarder does. */
export function eventForwarderContract(
  driver: string,
  open: (t: TestContext) => Promise<ForwarderUnderTest>,
): void {
  describe(`event forwarder (${driver})`, () => {
    test('resolves when the receiver has the event, byte for byte', async (t) => {
      const { forwarder, taken } = await open(t);
      const event = forwardedEvent('1', { json: '{"id":"1","temp":12345678901234567890.10}' });

      await forwarder.forward(event, signal);

      assert.deepEqual(taken, [event.json]);
    });

    test('keeps the order of events that follow each other', async (t) => {
      const { forwarder, taken } = await open(t);
      const ids = Array.from({ length: 5 }, (_, index) => String(index));

      for (const id of ids) await forwarder.forward(forwardedEvent(id), signal);

      assert.deepEqual(
        taken,
        ids.map((id) => forwardedEvent(id).json),
      );
    });

    test('loses none of many that are forwarded side by side', async (t) => {
      const { forwarder, taken } = await open(t);
      const ids = Array.from({ length: 25 }, (_, index) => String(index + 100));

      await Promise.all(ids.map((id) => forwarder.forward(forwardedEvent(id), signal)));

      assert.deepEqual(
        taken.toSorted(),
        ids.map((id) => forwardedEvent(id).json),
      );
    });

    for (const [how, code] of [
      ['refuse for ever', 'RECORD_REJECTED'],
      ['refuse for now', 'EVENT_NOT_FORWARDED'],
      ['do not answer', 'EVENT_NOT_FORWARDED'],
    ] as const) {
      test(`fails with ${code} when receivers ${how}, and works again when they take events`, async (t) => {
        const { forwarder, taken, answer } = await open(t);
        answer(how);
        await assert.rejects(forwarder.forward(forwardedEvent('1'), signal), { code });

        answer('take');
        await forwarder.forward(forwardedEvent('1'), signal);

        assert.equal(taken.length, 1);
      });
    }
  });
}
