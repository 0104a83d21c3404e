import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  DETAIL_TYPE,
  eventBridgeForwarder,
} from '../../../../lib/drivers/eventbridge/event-forwarder.ts';
import {
  eventForwarderContract,
  forwardedEvent,
  type ForwarderUnderTest,
} from '../../../contract/event-forwarder.ts';
import {
  type EventBusDouble,
  eventBusDouble,
  validationException,
} from '../../../support/event-bus.ts';

const { signal } = new AbortController();
const target = { bus: 'devices', source: 'tidegate' };

const open = (bus: EventBusDouble) => eventBridgeForwarder({ ...target, client: bus.client });

const VERDICTS = {
  take: () => undefined,
  'refuse for ever': () => 'MalformedDetail',
  'refuse for now': () => 'ThrottlingException',
  'do not answer': () => {
    throw new Error('time-out');
  },
};

eventForwarderContract('eventbridge', async (): Promise<ForwarderUnderTest> => {
  const bus = eventBusDouble();
  return {
    forwarder: open(bus),
    taken: bus.taken,
    answer: (how) => {
      bus.verdictOf = VERDICTS[how];
    },
  };
});

describe('forwarding to an event bus', () => {
  it('names bus, source and kind, so that rules can tell events apart', async () => {
    const bus = eventBusDouble();

    await open(bus).forward(forwardedEvent('1', { kind: 'connection' }), signal);

    assert.deepEqual(bus.calls, [
      [
        {
          EventBusName: 'devices',
          Source: 'tidegate',
          DetailType: DETAIL_TYPE.connection,
          Detail: '{"id":"1"}',
        },
      ],
    ]);
  });

  it('puts what waits at the same moment into calls of ten', async () => {
    const bus = eventBusDouble();
    const forwarder = open(bus);
    const events = Array.from({ length: 25 }, (_, index) => forwardedEvent(String(index)));

    await Promise.all(events.map((event) => forwarder.forward(event, signal)));

    assert.deepEqual(
      bus.calls.map((entries) => entries.length),
      [10, 10, 5],
    );
  });

  it('puts no more than 256 KB into a call, but for an event that is larger by itself', async () => {
    const bus = eventBusDouble();
    const forwarder = open(bus);
    const sizes = [100_000, 100_000, 100_000, 500_000, 1];
    const events = sizes.map((size) => forwardedEvent('1', { json: 'x'.repeat(size) }));

    await Promise.all(events.map((event) => forwarder.forward(event, signal)));

    assert.deepEqual(
      bus.calls.map((entries) => entries.map(({ Detail }) => Detail?.length)),
      [[100_000, 100_000], [100_000], [500_000], [1]],
    );
  });

  it('rejects what is larger than the bus can take without a call', async () => {
    const bus = eventBusDouble();
    const large = forwardedEvent('1', { json: 'x'.repeat(1024 * 1024) });

    await assert.rejects(open(bus).forward(large, signal), { code: 'RECORD_REJECTED' });

    assert.deepEqual(bus.calls, []);
  });

  it('fails the one record whose entry failed, and no other of the call', async () => {
    const bus = eventBusDouble();
    bus.verdictOf = ({ Detail }) => (Detail === '{"id":"3"}' ? 'InternalFailure' : undefined);
    const forwarder = open(bus);
    const events = Array.from({ length: 5 }, (_, index) => forwardedEvent(String(index)));

    const ends = await Promise.allSettled(events.map((event) => forwarder.forward(event, signal)));

    assert.equal(bus.calls.length, 1);
    assert.deepEqual(
      ends.map(({ status }) => status),
      ['fulfilled', 'fulfilled', 'fulfilled', 'rejected', 'fulfilled'],
    );
  });

  it('takes a call apart that is refused as a whole, so that one event does not hold up the others', async () => {
    const bus = eventBusDouble();
    bus.verdictOf = ({ Detail }) => {
      if (Detail === '{"id":"1"}') throw validationException();
      return undefined;
    };
    const forwarder = open(bus);
    const events = ['0', '1', '2'].map((id) => forwardedEvent(id));

    const ends = await Promise.allSettled(events.map((event) => forwarder.forward(event, signal)));

    assert.deepEqual(bus.taken, ['{"id":"0"}', '{"id":"2"}']);
    assert.equal(ends[1]?.status === 'rejected' && ends[1].reason.code, 'RECORD_REJECTED');
  });

  it('does not take an entry without an identifier of its own for stored', async () => {
    const bus = eventBusDouble();
    bus.verdictOf = () => '';

    const forwarding = open(bus).forward(forwardedEvent('1'), signal);

    await assert.rejects(forwarding, { code: 'EVENT_NOT_FORWARDED' });
  });
});
