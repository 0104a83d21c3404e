import type { Clock } from '../clock.ts';
import type { AbsentMembers, EventOrigin } from '../event.ts';
import type { MappingSettings } from '../settings.ts';
import { type Destination, parseDestination } from './destination.ts';
import type { FailureSink } from './file-sink.ts';
import type { GivenUp } from './given-up.ts';
import { toMessages } from './messages.ts';

export type DeliveryOptions = {
  readonly settings: Pick<MappingSettings, 'DestinationConfig' | 'FunctionName' | 'EventSourceArn'>;
  readonly origin: EventOrigin;
  readonly absentMembers: AbsentMembers;
  readonly mappingUuid: string;
  readonly newUuid: () => string;
  readonly clock: Clock;
  readonly sink: FailureSink;
};

/** @returns undefined when the mapping has no failure destination. The promise rejects when a message did not arrive. */
export function failureDelivery(
  options: DeliveryOptions,
): ((givenUp: GivenUp) => Promise<void>) | undefined {
  const { settings, sink, clock } = options;
  const destination = destinationOf(settings);
  if (destination === undefined) return undefined;
  const functionArn = toFunctionArn(settings);
  return async (givenUp) => {
    const context = { ...options, functionArn, nowMs: clock.now() };
    for (const message of toMessages(destination, givenUp, context)) await sink(message);
  };
}

export function destinationOf({
  DestinationConfig,
}: Pick<MappingSettings, 'DestinationConfig'>): Destination | undefined {
  const text = DestinationConfig?.OnFailure.Destination;
  return text === undefined ? undefined : parseDestination(text);
}

/** A name alone is completed with the region of the cluster and an account of noughts. */
function toFunctionArn({
  FunctionName = 'function',
  EventSourceArn,
}: DeliveryOptions['settings']): string {
  if (FunctionName.startsWith('arn:')) return FunctionName;
  const region = EventSourceArn?.split(':')[3] ?? 'us-east-1';
  return `arn:aws:lambda:${region}:000000000000:function:${FunctionName}`;
}
