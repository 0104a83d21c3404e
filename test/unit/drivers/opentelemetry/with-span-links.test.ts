import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { INVALID_SPAN_CONTEXT, type SpanOptions, trace, type Tracer } from '@opentelemetry/api';
import type { HandleEvent } from '../../../../lib/consumption/handle-event.ts';
import { withSpanLinks } from '../../../../lib/drivers/opentelemetry/with-span-links.ts';
import { batchesOf, consume, consumptionOf } from '../../../support/consumption.ts';

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const SPAN = 'b7ad6b7169203331';
const TRACED = [
  ['traceparent', `00-${TRACE}-${SPAN}-01`],
  ['tracestate', 'a=1'],
] as const;

type Traced = SpanOptions & { readonly name: string; readonly told: string[] };

/** A tracer that keeps what it was asked for, and what its spans were told. */
function tracerOf() {
  const spans: Traced[] = [];
  const tracer = {
    startActiveSpan: (name: string, options: SpanOptions, run: (span: unknown) => unknown) => {
      const told: string[] = [];
      spans.push({ ...options, name, told });
      const span = Object.assign(trace.wrapSpanContext(INVALID_SPAN_CONTEXT), {
        end: () => told.push('ended'),
        recordException: (exception: unknown) => told.push(String(exception)),
        setStatus: ({ code }: { code: number }) => told.push(`status ${code}`),
      });
      return run(span);
    },
  } as Pick<Tracer, 'startActiveSpan'>;
  return { tracer, spans };
}

async function traced(handle: HandleEvent, headers: typeof TRACED | [] = TRACED) {
  const { tracer, spans } = tracerOf();
  const consumption = consumptionOf({ handle: withSpanLinks(handle, tracer) });
  await consume(consumption, batchesOf({ key: 'd1', offset: 7, headers }));
  return { spans, outcomes: consumption.outcomes.map(({ kind }) => kind) };
}

describe('an event that is handled in a span', () => {
  test('is linked to the span in which it was uploaded', async () => {
    const { spans } = await traced(() => undefined);

    assert.equal(spans.length, 1);
    const { traceId, spanId, traceFlags, traceState } = spans[0]?.links?.[0]?.context ?? {};
    assert.deepEqual([traceId, spanId, traceFlags], [TRACE, SPAN, 1]);
    assert.equal(traceState?.serialize(), 'a=1');
  });

  test('is named by its topic, and its place is an attribute', async () => {
    const [span] = (await traced(() => undefined)).spans;

    assert.equal(span?.name, 'process hono.event.acme');
    assert.equal(span.attributes?.['messaging.kafka.offset'], 7);
    assert.equal(span.attributes['tenant_id'], 'acme');
    assert.equal(span.attributes['device_id'], 'd1');
  });

  test('has no link when its record has no valid context', async () => {
    assert.deepEqual((await traced(() => undefined, [])).spans[0]?.links, []);
  });

  for (const [how, wait] of [
    ['at once', () => undefined],
    ['later', () => Promise.resolve()],
  ] as const) {
    test(`ends its span when it has ended ${how}`, async () => {
      const { spans, outcomes } = await traced(wait);

      assert.deepEqual(spans[0]?.told, ['ended']);
      assert.deepEqual(outcomes, ['processed']);
    });
  }

  for (const [how, fail] of [
    [
      'at once',
      () => {
        throw new Error('no');
      },
    ],
    ['later', () => Promise.reject(new Error('no'))],
  ] as const) {
    test(`that fails ${how} tells its span, and fails`, async () => {
      const { spans, outcomes } = await traced(fail);

      assert.deepEqual(spans[0]?.told, ['Error: no', 'status 2', 'ended']);
      assert.deepEqual(outcomes, ['failed']);
    });
  }

  test('is handled without an SDK as if there were no spans', async () => {
    const consumption = consumptionOf({ handle: withSpanLinks(() => undefined) });

    await consume(consumption, batchesOf({ headers: TRACED }));

    assert.deepEqual(
      consumption.outcomes.map(({ kind }) => kind),
      ['processed'],
    );
  });
});
