import type { LogFields, Log } from '../domain/log.ts';
import type { BatchResult } from './consume-batch.ts';
import type { FailedOutcome, Outcome } from './outcome.ts';
import { toServiceError } from './settle-failure.ts';

/** Every outcome, or only what did not go well. */
export type OutcomesToLog = 'each' | 'failures';

/** One line for each record's outcome; payloads stay out of it. */
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

/** One line for each batch; what was not begun had a failure before it in its lane, or the time was over. */
export function logBatch(log: Log, { counts, unsettled }: BatchResult): void {
  log.info('batch settled', {
    processed: counts.processed,
    expired: counts.expired,
    deadLettered: counts['dead-lettered'],
    failed: counts.failed,
    notBegun: unsettled.length - counts.failed,
  });
}

function toFields(outcome: Outcome): LogFields {
  const { tenant, topic, partition, offset } = outcome.record;
  const event = 'event' in outcome ? outcome.event : undefined;
  return {
    tenant,
    device: event?.device,
    kind: event?.kind,
    contentType: event?.contentType,
    topic,
    partition,
    offset,
  };
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
