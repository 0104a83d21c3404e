import { isDeviceId, type TenantId } from '../domain/identifiers.ts';
import type { LogFields, Log } from '../domain/log.ts';
import { traceIdOf } from '../domain/trace-id.ts';
import { textOf } from './bytes.ts';
import type { BatchResult } from './consume-batch.ts';
import type { FailedOutcome, Outcome } from './outcome.ts';
import type { Received } from './received.ts';
import { toServiceError } from './settle-failure.ts';

/** Every outcome, or only what did not go well. */
export type OutcomesToLog = 'each' | 'failures';

/** One line for each record's outcome. Payloads stay out of it, unless a handler puts one into the message of what it throws. */
export function logOutcomes(log: Log, which: OutcomesToLog): (outcome: Outcome) => void {
  return (outcome) => {
    switch (outcome.kind) {
      case 'processed':
        if (which === 'each') log.info('event processed', toFields(outcome));
        return;
      case 'expired':
        if (which === 'each') log.info('event expired', toFields(outcome));
        return;
      case 'failed':
        log.warn('event failed', { ...toFields(outcome), ...toFailureFields(outcome) });
        return;
      case 'dead-lettered':
        log.error('event dead-lettered', { ...toFields(outcome), ...toFailureFields(outcome) });
        return;
    }
  };
}

/** Counts for each batch where not every outcome has a line. What was not begun has a failure before it in its lane, or came too late. */
export function logBatches(log: Log, which: OutcomesToLog): (result: BatchResult) => void {
  return ({ counts, unsettled }) => {
    if (which === 'each') return;
    log.info('batch consumed', {
      processed: counts.processed,
      expired: counts.expired,
      deadLettered: counts['dead-lettered'],
      failed: counts.failed,
      notBegun: unsettled.length - counts.failed,
    });
  };
}

/** A line for what a tenant has not been charged with. */
export function logUncounted(log: Log): (tenant: TenantId, reason: unknown) => void {
  return (tenant, reason) => {
    const { code, message, cause } = toServiceError(reason);
    const detail = cause instanceof Error ? cause.message : message;
    log.warn('data volume not counted', {
      tenant,
      reason: code,
      detail: detail.slice(0, MAX_DETAIL_CHARACTERS),
    });
  };
}

function toFields(outcome: Outcome): LogFields {
  const { tenant, topic, partition, offset } = outcome.record;
  const event = 'event' in outcome ? outcome.event : undefined;
  return {
    tenant,
    device: event?.device ?? deviceOf(outcome.record),
    kind: event?.kind,
    contentType: event?.contentType,
    trace_id: traceIdOf(event?.trace.traceparent),
    topic,
    partition,
    offset,
  };
}

/** What was not read as an event may name its device all the same. */
function deviceOf({ key }: Received): string | undefined {
  const device = key ? textOf(key) : '';
  return isDeviceId(device) ? device : undefined;
}

function toFailureFields({ attempts, reason, obstacle }: FailedOutcome): LogFields {
  const { code, message } = toServiceError(reason);
  return {
    attempts,
    reason: code,
    detail: message.slice(0, MAX_DETAIL_CHARACTERS),
    obstacle: obstacle === undefined ? undefined : toServiceError(obstacle).code,
  };
}

const MAX_DETAIL_CHARACTERS = 200;
