import {
  EventBridgeClient,
  PutEventsCommand,
  type PutEventsRequestEntry,
  type PutEventsResultEntry,
} from '@aws-sdk/client-eventbridge';
import type { EventForwarder } from '../../consumption/event-forwarder.ts';
import type { ForwardedEvent } from '../../consumption/forwarded-event.ts';
import { ServiceError } from '../../domain/errors.ts';
import { takeGroup, type Waiting } from './put-groups.ts';

export type EventBus = {
  readonly client: Pick<EventBridgeClient, 'send'>;
  /** Name or ARN. */
  readonly bus: string;
  /** Of every event; rules match it. */
  readonly source: string;
};

/**
 * An event of a bus, with all its members, has at most 1 MB since January 2026. Groups keep to the 256 KB that a call was
 * allowed before, so that they fit wherever the larger bound has not come.
 *
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-putevents.html
 */
const MAX_ENTRY_BYTES = 1024 * 1024;
const GROUP = { maxItems: 10, maxBytes: 256 * 1024 };

/** Codes of an entry that the bus will never take. @see EventBridge, `PutEventsResultEntry`, "ErrorCode" */
const PERMANENT = new Set(['InvalidArgument', 'MalformedDetail']);

export function eventBridgeClient(): EventBridgeClient {
  return new EventBridgeClient({
    maxAttempts: 3,
    requestHandler: {
      connectionTimeout: 1000,
      requestTimeout: 3000,
      throwOnRequestTimeout: true,
    },
  });
}

/** Events that wait at the same moment share one call; each is settled by its own entry of the answer. */
export function eventBridgeForwarder(target: EventBus): EventForwarder {
  const line: Waiting<PutEventsRequestEntry>[] = [];
  const sendWaiting = (): void => {
    while (line.length > 0) void put(target, takeGroup(line, GROUP));
  };

  return {
    forward: (event) =>
      new Promise((resolve, reject) => {
        const item = toEntry(event, target);
        const bytes = sizeOf(item);
        if (bytes > MAX_ENTRY_BYTES) {
          reject(rejected(`${bytes} bytes are too many for an event bus`));
          return;
        }
        const settle = (failure?: unknown) => (failure === undefined ? resolve() : reject(failure));
        // Whoever runs side by side arrives within the same turn of the loop.
        if (line.push({ item, bytes, settle }) === 1) setImmediate(sendWaiting);
      }),
  };
}

function toEntry({ kind, json }: ForwardedEvent, { bus, source }: EventBus): PutEventsRequestEntry {
  return { EventBusName: bus, Source: source, DetailType: DETAIL_TYPE[kind], Detail: json };
}

/** What rules tell the kinds by; these texts keep their meaning for ever. */
export const DETAIL_TYPE: Readonly<Record<ForwardedEvent['kind'], string>> = {
  data: 'Device Event',
  'empty-notification': 'Device Notification',
  connection: 'Device Connection',
  provisioning: 'Device Provisioning',
};

/** @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-putevent-size.html */
function sizeOf({ Source = '', DetailType = '', Detail = '' }: PutEventsRequestEntry): number {
  return [Source, DetailType, Detail].reduce((sum, text) => sum + Buffer.byteLength(text), 0);
}

/** A call that is refused as a whole, and not for lack of capacity, is taken apart: one bad event shall not hold up nine. */
async function put(
  target: EventBus,
  group: readonly Waiting<PutEventsRequestEntry>[],
): Promise<void> {
  try {
    const command = new PutEventsCommand({ Entries: group.map(({ item }) => item) });
    const { Entries: results = [] } = await target.client.send(command);
    for (const [index, { settle }] of group.entries()) settle(failureOf(results[index]));
  } catch (cause) {
    if (isInvalid(cause) && group.length > 1) {
      for (const each of group) void put(target, [each]);
      return;
    }
    const failure = isInvalid(cause)
      ? rejected('the event bus does not take the event', cause)
      : notForwarded('the event bus did not answer as it should', cause);
    for (const { settle } of group) settle(failure);
  }
}

function failureOf(result: PutEventsResultEntry | undefined): ServiceError | undefined {
  if (result?.EventId) return undefined;
  const code = result?.ErrorCode ?? 'no answer';
  const message = `the event bus refused the event: ${code}`;
  return PERMANENT.has(code) ? rejected(message) : notForwarded(message);
}

function isInvalid(failure: unknown): boolean {
  return failure instanceof Error && failure.name === 'ValidationException';
}

function rejected(message: string, cause?: unknown): ServiceError {
  return new ServiceError('RECORD_REJECTED', message, { cause });
}

function notForwarded(message: string, cause?: unknown): ServiceError {
  return new ServiceError('EVENT_NOT_FORWARDED', message, { cause });
}
