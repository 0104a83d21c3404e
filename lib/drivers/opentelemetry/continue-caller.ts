import { TraceFlags } from '@opentelemetry/api';
import type { TraceContext } from '../../domain/event-record.ts';
import { spanContextOf } from './span-context.ts';

/** @returns undefined when the caller's context is not valid */
export function continueCaller(
  headers: Readonly<Record<string, string>>,
  spanId: string,
): TraceContext | undefined {
  const caller = spanContextOf(headers);
  if (!caller) return undefined;
  const flags = caller.traceFlags & TraceFlags.SAMPLED;
  const tracestate = caller.traceState?.serialize();
  return {
    traceparent: `00-${caller.traceId}-${spanId}-0${flags}`,
    ...(tracestate && { tracestate }),
  };
}
