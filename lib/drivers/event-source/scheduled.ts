/**
 * The handler of a function that a schedule invokes beside something else.
 *
 * @see Amazon EventBridge, "Scheduled Event"
 */
export function alsoScheduled<Answer>(
  handle: (event: unknown) => Promise<Answer>,
  onSchedule: () => Promise<void>,
): (event: unknown) => Promise<Answer | undefined> {
  return async (event) => {
    if (!isScheduled(event)) return handle(event);
    await onSchedule();
    return undefined;
  };
}

function isScheduled(event: unknown): boolean {
  if (typeof event !== 'object' || event === null || !('detail-type' in event)) return false;
  return event['detail-type'] === 'Scheduled Event';
}
