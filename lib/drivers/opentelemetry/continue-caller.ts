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

/** @returns undefined when the caller's context is not valid */
export function continueCaller(
  headers: Readonly<Record<string, string>>,
  spanId: string,
): TraceContext | undefined {
  const caller = trace.getSpanContext(
    propagator.extract(ROOT_CONTEXT, headers, defaultTextMapGetter),
  );
  if (!caller) return undefined;
  const carrier: Record<string, string> = {};
  const span = { ...caller, spanId, traceFlags: caller.traceFlags & TraceFlags.SAMPLED };
  propagator.inject(trace.setSpanContext(ROOT_CONTEXT, span), carrier, defaultTextMapSetter);
  const { [TRACE_PARENT_HEADER]: traceparent = '', [TRACE_STATE_HEADER]: tracestate } = carrier;
  return { traceparent, ...(tracestate === undefined ? {} : { tracestate }) };
}
