import { findErrorBy } from '@platformatic/kafka';

/** There is no such topic. */
export function isMissing(cause: unknown): boolean {
  // The client turns Kafka's code into an error of its own when it asks for metadata.
  const isUnknown = cause instanceof Error && cause.message.startsWith('Unknown topic ');
  return isUnknown || hasApiId(cause, 'UNKNOWN_TOPIC_OR_PARTITION');
}

/** The records that were asked for are gone, or not there yet. */
export function isOutOfRange(cause: unknown): boolean {
  return hasApiId(cause, 'OFFSET_OUT_OF_RANGE');
}

function hasApiId(cause: unknown, id: string): boolean {
  return cause instanceof Error && findErrorBy(cause, 'apiId', id) !== null;
}
