import { defaultTextMapGetter, ROOT_CONTEXT, type SpanContext, trace } from '@opentelemetry/api';
import { W3CTraceContextPropagator } from '@opentelemetry/core';

const propagator = new W3CTraceContextPropagator();

/** @returns undefined for what is no valid context: it counts as none. @see W3C Trace Context, section 3.2 */
export function spanContextOf(
  headers: Readonly<Record<string, string | undefined>>,
): SpanContext | undefined {
  return trace.getSpanContext(propagator.extract(ROOT_CONTEXT, headers, defaultTextMapGetter));
}
