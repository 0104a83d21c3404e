import type {
  EventBridgeClient,
  PutEventsCommand,
  PutEventsCommandOutput,
  PutEventsRequestEntry,
} from '@aws-sdk/client-eventbridge';

export type EventBusDouble = {
  readonly client: Pick<EventBridgeClient, 'send'>;
  /** The entries of each call. */
  readonly calls: readonly (readonly PutEventsRequestEntry[])[];
  readonly taken: string[];
  /** What becomes of an entry: taken when undefined, else the error's code; the whole call fails with what is thrown. */
  verdictOf: (entry: PutEventsRequestEntry) => string | undefined;
};

/** Answers as EventBridge does: an entry each, in order. */
export function eventBusDouble(): EventBusDouble {
  const calls: PutEventsRequestEntry[][] = [];
  const bus: EventBusDouble = {
    calls,
    taken: [],
    verdictOf: () => undefined,
    client: { send: (command: PutEventsCommand) => put(command) },
  };

  async function put({ input }: PutEventsCommand): Promise<PutEventsCommandOutput> {
    const entries = input.Entries ?? [];
    calls.push(entries);
    const verdicts = entries.map((entry) => bus.verdictOf(entry));
    for (const [index, entry] of entries.entries()) {
      if (verdicts[index] === undefined) bus.taken.push(entry.Detail ?? '');
    }
    const Entries = verdicts.map((code) =>
      code === undefined ? { EventId: 'e' } : { ErrorCode: code, ErrorMessage: 'no' },
    );
    return { Entries, $metadata: {} };
  }

  return bus;
}

/** As the service refuses a call as a whole. */
export function validationException(): Error {
  return Object.assign(new Error('too large'), { name: 'ValidationException' });
}
