import { AuthenticationError, findErrorBy } from '@platformatic/kafka';

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

/** A broker does not take what the client has shown it. */
export function isRefusedLogin(failure: unknown): boolean {
  for (let cause = failure; cause instanceof Error; cause = cause.cause) {
    if (cause instanceof AuthenticationError) return true;
  }
  return false;
}

function hasApiId(cause: unknown, id: string): boolean {
  return cause instanceof Error && findErrorBy(cause, 'apiId', id) !== null;
}
