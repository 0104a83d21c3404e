import { ServiceError } from '../../domain/errors.ts';
import { isTenantId } from '../../domain/identifiers.ts';
import type { OutboxEntry } from '../../registry/outbox.ts';
import type { OutboxItem } from '../../registry/outbox-store.ts';
import { isOutbox } from './registry-keys.ts';

/** An entry that the table's stream tells of, and where in the stream that is. */
export type StreamedItem = OutboxItem & { readonly sequenceNumber: string };

/**
 * The answer to an event source mapping with `ReportBatchItemFailures`: a stream begins again at the lowest.
 *
 * @see AWS Lambda, "Configuring partial batch response with DynamoDB and Lambda"
 */
export type StreamBatchResponse = {
  readonly batchItemFailures: readonly { readonly itemIdentifier: string }[];
};

export type Publish = (items: readonly OutboxItem[]) => Promise<readonly OutboxItem[]>;

/** The handler of a function that the stream of the registry's table invokes. @throws {ServiceError} `BATCH_UNREADABLE` */
export function outboxStreamHandler(publish: Publish) {
  return async (event: unknown): Promise<StreamBatchResponse> => {
    const items = parseOutboxStream(event);
    const left = new Set(await publish(items));
    return {
      batchItemFailures: items
        .filter((item) => left.has(item))
        .map(({ sequenceNumber }) => ({ itemIdentifier: sequenceNumber })),
    };
  };
}

/**
 * The outbox entries among the changes of the table, in their order.
 *
 * @throws {ServiceError} `BATCH_UNREADABLE`: the batch comes again, and nothing is lost.
 */
export function parseOutboxStream(event: unknown): StreamedItem[] {
  const records = memberOf(event, 'Records');
  if (!Array.isArray(records)) throw unreadable('the event has no records');
  return records.flatMap((record: unknown) => {
    if (memberOf(record, 'eventName') !== 'INSERT') return [];
    return parseInsertion(memberOf(record, 'dynamodb'));
  });
}

function parseInsertion(change: unknown): StreamedItem[] {
  const keys = memberOf(change, 'Keys');
  const id = textOf(keys, 'sk');
  if (!isOutbox({ pk: textOf(keys, 'pk'), sk: id })) return [];
  const image = memberOf(change, 'NewImage');
  const tenant = textOf(image, 'tenant');
  if (!isTenantId(tenant)) throw unreadable('a record names no tenant');
  const sequenceNumber = memberOf(change, 'SequenceNumber');
  if (typeof sequenceNumber !== 'string') throw unreadable('a record has no sequence number');
  const entry = JSON.parse(textOf(image, 'entry')) as OutboxEntry;
  return [{ tenant, id, entry, sequenceNumber }];
}

/** A text in the low-level form of DynamoDB's API. */
function textOf(item: unknown, name: string): string {
  const text = memberOf(memberOf(item, name), 'S');
  if (typeof text === 'string') return text;
  throw unreadable(`a record has no text ${JSON.stringify(name)}`);
}

function memberOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null
    ? (value as Readonly<Record<string, unknown>>)[name]
    : undefined;
}

function unreadable(problem: string): ServiceError {
  return new ServiceError('BATCH_UNREADABLE', problem);
}
