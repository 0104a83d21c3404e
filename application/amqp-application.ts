import { setImmediate as nextTurn } from 'node:timers/promises';
import { InvalidSetting } from '../event-source-mapping/index.ts';
import { consumeArrivals } from '../lib/consumption/consume-arrivals.ts';
import type { DeadLetterSink } from '../lib/consumption/dead-letter-sink.ts';
import { endsWithin } from '../lib/consumption/ends-within.ts';
import { parseTenantId, type TenantId } from '../lib/domain/identifiers.ts';
import {
  type ClosableDeadLetterSink,
  openDeadLetterSink,
} from '../lib/drivers/amqp/dead-letter-sink.ts';
import { type EventReceiver, receiveEvents } from '../lib/drivers/amqp/event-receiver.ts';
import type { Source } from '../lib/drivers/amqp/receiver-link.ts';
import { sharedConnection } from '../lib/drivers/amqp/shared-connection.ts';
import type { Application } from './application.ts';
import type { AmqpApplicationOptions } from './options.ts';
import { AMQP_DEFAULTS } from './settings.ts';

/** Beyond the time that `stop` has for what runs: what is settled gets this long to reach the network, in milliseconds. */
const WRITING_MS = 500;
const LARGEST_WINDOW = 2_048;

/** Each message is settled when it is processed, whatever becomes of those before it. */
export function startAmqpApplication(options: AmqpApplicationOptions): Application {
  const settings = withDefaults(options);
  const { window, stopTimeoutMs } = settings;
  assertValid(options.group, window);
  const tenants = options.tenants.map(parseTenantId);
  const clientId = options.group ?? 'application';
  const deadLetters = openDeadLetters(options.deadLetters, () =>
    openDeadLetterSink(options.amqp, clientId),
  );
  const arrivals = consumeArrivals(
    { ...toHandling(settings), deadLetters: deadLetters.sink, now: Date.now },
    settings.concurrency,
  );
  const wires = sharedConnection(options.amqp, clientId);
  const receivers = tenants.map((tenant) =>
    receiveEvents(wires, {
      tenant,
      source: toSource(tenant, options),
      window,
      onArrival: arrivals.take,
      report: (observation) => options.report?.(observation, tenant),
    }),
  );

  async function stop(): Promise<void> {
    for (const receiver of receivers) receiver.close();
    await arrivals.stop(stopTimeoutMs, Promise.all(receivers.map(({ drain }) => drain())));
    await endsWithin(writtenBy(receivers), WRITING_MS);
    wires.close();
    await deadLetters.close();
  }

  let stopped: Promise<void> | undefined;
  return {
    ready: Promise.all(receivers.map(({ ready }) => ready)).then(() => undefined),
    stop: () => (stopped ??= stop()),
  };
}

function withDefaults(options: AmqpApplicationOptions) {
  return { ...AMQP_DEFAULTS, ...options };
}

function toHandling(settings: ReturnType<typeof withDefaults>) {
  const { handle, timeoutMs, retryBound, failureCounter, observe } = settings;
  return { handle, timeoutMs, retryBound, failureCounter, observe };
}

/** What was drained last is given back in the turns that follow. */
async function writtenBy(receivers: readonly EventReceiver[]): Promise<void> {
  await nextTurn();
  await Promise.all(receivers.map(({ written }) => written()));
}

function assertValid(group: string | undefined, window: number): void {
  if (group !== undefined && !/^[A-Za-z0-9._-]{1,200}$/.test(group)) {
    throw new InvalidSetting('group', 'takes 1 to 200 letters, digits and . _ -');
  }
  if (!Number.isInteger(window) || window < 1 || window > LARGEST_WINDOW) {
    throw new InvalidSetting('window', `takes a whole number from 1 to ${LARGEST_WINDOW}`);
  }
}

function toSource(tenant: TenantId, { group, source }: AmqpApplicationOptions): Source {
  const address = source?.(tenant) ?? `event/${tenant}`;
  return group === undefined ? { address } : { address, subscription: `${group}.${tenant}` };
}

type DeadLetters = {
  readonly sink: DeadLetterSink | undefined;
  readonly close: () => Promise<void>;
};

/** What the application brought along is its own to close. */
function openDeadLetters(
  given: AmqpApplicationOptions['deadLetters'],
  open: () => ClosableDeadLetterSink,
): DeadLetters {
  if (given !== undefined) {
    return { sink: given === 'rejected' ? undefined : given, close: async () => undefined };
  }
  const sink = open();
  return { sink, close: sink.close };
}
