import { randomBytes } from 'node:crypto';
import {
  defaultTextMapGetter,
  defaultTextMapSetter,
  ROOT_CONTEXT,
  trace,
  TraceFlags,
} from '@opentelemetry/api';
import {
  TRACE_PARENT_HEADER,
  TRACE_STATE_HEADER,
  W3CTraceContextPropagator,
} from '@opentelemetry/core';
import type { TraceContext } from '../../domain/event-record.ts';

const propagator = new W3CTraceContextPropagator();

/**
 * A span of our own in the caller's trace, or in a new one that is not sampled.
 *
 * @param headers of the request, with lower-case names
 * @see W3C Trace Context, section 4.3 "A vendor receives a traceparent"
 */
export function continueTrace(headers: Readonly<Record<string, string>>): TraceContext {
  const random = randomBytes(24).toString('hex');
  const spanId = random.slice(0, 16);
  const caller =
    TRACE_PARENT_HEADER in headers
      ? trace.getSpanContext(propagator.extract(ROOT_CONTEXT, headers, defaultTextMapGetter))
      : undefined;
  if (!caller) return { traceparent: `00-${random.slice(16)}-${spanId}-00` };
  const carrier: Record<string, string> = {};
  const span = { ...caller, spanId, traceFlags: caller.traceFlags & TraceFlags.SAMPLED };
  propagator.inject(trace.setSpanContext(ROOT_CONTEXT, span), carrier, defaultTextMapSetter);
  const { [TRACE_PARENT_HEADER]: traceparent = '', [TRACE_STATE_HEADER]: tracestate } = carrier;
  return { traceparent, ...(tracestate === undefined ? {} : { tracestate }) };
}
