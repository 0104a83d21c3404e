import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { DataVolumeLimit } from '../../../lib/domain/data-volume.ts';
import { ServiceError } from '../../../lib/domain/errors.ts';
import type { Tenant } from '../../../lib/domain/tenant.ts';
import { countForwarded, type UsedVolume } from '../../../lib/ingestion/count-forwarded.ts';
import type { EventSink } from '../../../lib/ingestion/event-sink.ts';
import { data, eventRecord } from '../../support/event-records.ts';

const NOW_MS = Date.parse('2026-11-22T06:00:00Z');
const LIMIT: DataVolumeLimit = {
  maxBytes: 1000,
  minimumMessageBytes: 0,
  effectiveSinceMs: 0,
  period: { kind: 'monthly' },
};
const TEN_BYTES = data('0123456789', 'text/plain');

type Given = {
  readonly limit?: DataVolumeLimit;
  readonly countedBytes?: Record<string, number>;
  readonly append?: EventSink['append'];
  readonly write?: () => Promise<void>;
  readonly pause?: (timeMs: number, ended: AbortSignal) => Promise<void>;
};

function setUp({ limit = LIMIT, countedBytes = {}, ...given }: Given = {}) {
  const written: UsedVolume[] = [];
  const uncounted: unknown[] = [];
  const sink = countForwarded(
    { append: given.append ?? (async () => undefined), close: async () => undefined },
    {
      counter: {
        add: async (_, volume) => {
          written.push(volume);
          await given.write?.();
        },
      },
      findTenant: async (id): Promise<Tenant> => ({
        id,
        enabled: true,
        defaults: {},
        maxTimeToLiveSeconds: {},
        dataVolume: { limit, countedBytes },
        ext: {},
      }),
      report: (_, reason) => uncounted.push(reason),
      pause: given.pause ?? never,
      now: () => NOW_MS,
    },
  );
  const bytes = () => written.map((each) => each.bytes);
  return { append: sink.append, written, bytes, uncounted };
}

function never(): Promise<void> {
  return new Promise(() => undefined);
}

describe('the data volume of what is forwarded', () => {
  it('is added to the present period, rounded up as the tenant has it', async () => {
    const { append, written } = setUp({ limit: { ...LIMIT, minimumMessageBytes: 16 } });

    await append(eventRecord({ payload: TEN_BYTES }));

    assert.equal(written.length, 1);
    assert.equal(written[0]?.period, '2026-11-01T00:00:00Z');
    assert.equal(written[0]?.bytes, 16);
  });

  it('does not grow by what is refused, empty, or telemetry', async () => {
    const refusal = new ServiceError('EVENT_NOT_STORED', 'no credit');
    const refusing = setUp({ append: () => Promise.reject(refusal) });
    const { append, bytes } = setUp();

    await assert.rejects(refusing.append(eventRecord({ payload: TEN_BYTES })), refusal);
    await append(eventRecord({ payload: { kind: 'empty', contentType: 'text/plain' } }));
    await append(eventRecord({ payload: TEN_BYTES, endpoint: { kind: 'telemetry', qos: 1 } }));

    assert.deepEqual([...refusing.bytes(), ...bytes()], []);
  });

  it('is written once for all that wait while a write is under way', async () => {
    const { promise: first, resolve } = Promise.withResolvers<void>();
    const { append, bytes } = setUp({ write: () => first });

    const uploads = [append(eventRecord({ payload: TEN_BYTES }))];
    await nextTurn();
    uploads.push(...[1, 2, 3].map(() => append(eventRecord({ payload: TEN_BYTES }))));
    await nextTurn();
    const before = bytes();
    resolve();
    await Promise.all(uploads);

    assert.deepEqual(before, [10]);
    assert.deepEqual(bytes(), [10, 30]);
  });

  it('fails no upload when it cannot be written, and says so', async () => {
    const failure = new ServiceError('VOLUME_NOT_COUNTED', 'no store');
    const { append, uncounted } = setUp({ write: () => Promise.reject(failure) });

    await append(eventRecord({ payload: TEN_BYTES }));
    await append(eventRecord({ payload: TEN_BYTES }));

    assert.deepEqual(uncounted, [failure, failure]);
  });

  it('holds up no upload for longer than its patience', async () => {
    const { append, bytes } = setUp({ write: never, pause: () => nextTurn() });

    await append(eventRecord({ payload: TEN_BYTES }));

    assert.deepEqual(bytes(), [10]);
  });

  it('waits no longer once it is counted', async () => {
    const patience: AbortSignal[] = [];
    const pause = (_: number, ended: AbortSignal) => {
      patience.push(ended);
      return never();
    };
    const { append } = setUp({ pause });

    await append(eventRecord({ payload: TEN_BYTES }));

    assert.deepEqual(
      patience.map(({ aborted }) => aborted),
      [true],
    );
  });

  it('forgets periods that are long over', async () => {
    const months = ['2026-06', '2026-07', '2026-08', '2026-09', '2026-10'];
    const countedBytes = Object.fromEntries(
      months.map((month) => [`${month}-01T00:00:00Z`, 1] as const),
    );
    const { append, written } = setUp({ countedBytes });

    await append(eventRecord({ payload: TEN_BYTES }));

    assert.deepEqual(written[0]?.forgotten, ['2026-06-01T00:00:00Z', '2026-07-01T00:00:00Z']);
  });
});
