import { type Span, SpanKind, SpanStatusCode, trace, type Tracer } from '@opentelemetry/api';
import type { ConsumedEvent } from '../../consumption/consumed-event.ts';
import type { HandleEvent } from '../../consumption/handle-event.ts';
import { spanContextOf } from './span-context.ts';

/**
 * Runs each event in a span of its own that links to the span in which it was uploaded: a batch has many parents. What the
 * application traces meanwhile is below it. Without an OpenTelemetry SDK nothing is traced.
 *
 * @see OpenTelemetry, "Semantic conventions for Kafka", and "Trace", "Links between spans"
 */
export function withSpanLinks(
  handle: HandleEvent,
  tracer: Pick<Tracer, 'startActiveSpan'> = trace.getTracer('tidegate'),
): HandleEvent {
  return (event, handling) => {
    const { name, ...options } = spanOf(event);
    return tracer.startActiveSpan(name, options, (span) => {
      try {
        const running = handle(event, handling);
        return running ? endWith(running, span) : span.end();
      } catch (failure) {
        fail(span, failure);
        throw failure;
      }
    });
  };
}

function spanOf(event: ConsumedEvent) {
  const { tenant, device, position } = event;
  const { traceparent, tracestate } = event.trace;
  const context = spanContextOf({ traceparent, tracestate });
  return {
    name: `process ${position.topic}`,
    kind: SpanKind.CONSUMER,
    links: context ? [{ context }] : [],
    attributes: {
      'messaging.system': 'kafka',
      'messaging.operation.name': 'process',
      'messaging.operation.type': 'process',
      'messaging.destination.name': position.topic,
      'messaging.destination.partition.id': `${position.partition}`,
      'messaging.kafka.offset': position.offset,
      // As Hono's own spans have them.
      tenant_id: tenant,
      device_id: device,
    },
  };
}

async function endWith(running: Promise<void>, span: Span): Promise<void> {
  try {
    await running;
    span.end();
  } catch (failure) {
    fail(span, failure);
    throw failure;
  }
}

function fail(span: Span, failure: unknown): void {
  const exception = failure instanceof Error ? failure : String(failure);
  span.recordException(exception);
  span.setStatus({ code: SpanStatusCode.ERROR });
  span.end();
}
