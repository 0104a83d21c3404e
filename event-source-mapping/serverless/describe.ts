import type { Observation, PartitionOffset } from '../observation.ts';

/** A line about what a mapping did, for people; undefined for what they would not miss. */
export function describe(observation: Observation): string | undefined {
  switch (observation.kind) {
    case 'waiting-for-topic':
      return `waits for the topic ${observation.topic} to exist`;
    case 'partition-assigned':
      return `reads partition ${observation.partition} from offset ${observation.offset}`;
    case 'partition-revoked':
      return `gave partition ${observation.partition} away`;
    case 'polled':
      return observation.filteredOut === 0
        ? undefined
        : `filtered ${observation.filteredOut} of ${observation.records} records out`;
    case 'invoked':
      return describeInvoked(observation);
    case 'discarded':
      return `gives ${observation.records.length} records up: ${observation.condition}`;
    case 'delivered':
      return `told the failure destination of ${observation.records} records`;
    case 'dropped':
      return `dropped ${observation.records} records${causeOf(observation.cause)}`;
    case 'committed':
      return `committed ${observation.offsets.map(toText).join(', ')}`;
    case 'kafka-trouble':
      return `${observation.doing} failed, trying again${causeOf(observation.cause)}`;
    default:
      return 'the broker answers again';
  }
}

function describeInvoked(invoked: Extract<Observation, { readonly kind: 'invoked' }>): string {
  const { outcome, records, failed, attempts, durationMs, reason } = invoked;
  const took = `${Math.round(durationMs)} ms`;
  if (outcome === 'success') return `invoked with ${records} records, ${took}`;
  const comesAgain = `${failed} of ${records} records did not settle (attempt ${attempts}, ${took})`;
  return `${outcome}: ${comesAgain}${causeOf(reason)}`;
}

function toText({ partition, offset }: PartitionOffset): string {
  return `${partition}@${offset}`;
}

function causeOf(cause: unknown): string {
  if (cause === undefined) return '';
  const { errorType, errorMessage } = cause as { errorType?: string; errorMessage?: string };
  if (errorMessage !== undefined) return `: ${errorType ?? 'Error'}: ${errorMessage}`;
  return `: ${cause instanceof Error ? cause.message : JSON.stringify(cause)}`;
}
