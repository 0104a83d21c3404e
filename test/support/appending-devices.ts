import { ServiceError } from '../../lib/domain/errors.ts';
import { parseDeviceId, type TenantId } from '../../lib/domain/identifiers.ts';
import type { EventSink } from '../../lib/ingestion/event-sink.ts';
import { data, eventRecord } from './event-records.ts';
import { until } from './until.ts';

/** An event whose device has been told what became of it. */
export type Appended = {
  readonly tenant: TenantId;
  readonly device: string;
  /** Its payload; each is there once. */
  readonly value: string;
  readonly outcome: 'forwarded' | 'undeliverable';
  /** Why it is undeliverable. */
  readonly reason?: unknown;
};

export type AppendingDevices = {
  /** In the order of their outcomes. */
  readonly appended: readonly Appended[];
  /** Resolves once so many more events have had that outcome. */
  readonly more: (outcome: Appended['outcome'], count: number) => Promise<void>;
  /** Lets every device have its last outcome. */
  readonly stop: () => Promise<void>;
};

/** Devices that append without end, each of them one event after the other. */
export function startAppending(
  sink: EventSink,
  { tenants, devicesPerTenant }: { tenants: readonly TenantId[]; devicesPerTenant: number },
): AppendingDevices {
  const appended: Appended[] = [];
  const stopping = new AbortController();
  const running = tenants.flatMap((tenant) =>
    Array.from({ length: devicesPerTenant }, async (_, number) => {
      const device = `device-${number}`;
      for (let round = 0; !stopping.signal.aborted; round += 1) {
        const value = `${tenant} ${device} ${round}`;
        const event = { tenant, device: parseDeviceId(device), payload: data(value) };
        const outcome = await sink.append(eventRecord(event)).then(forwarded, undeliverable);
        appended.push({ tenant, device, value, ...outcome });
      }
    }),
  );
  return {
    appended,
    more: (outcome, count) => {
      const countNow = () => appended.filter((event) => event.outcome === outcome).length;
      const enough = countNow() + count;
      return until(() => countNow() >= enough);
    },
    stop: async () => {
      stopping.abort();
      await Promise.all(running);
    },
  };
}

function forwarded() {
  return { outcome: 'forwarded' } as const;
}

function undeliverable(failure: unknown) {
  if (!(failure instanceof ServiceError) || failure.code !== 'EVENT_NOT_STORED') throw failure;
  return { outcome: 'undeliverable', reason: failure.cause } as const;
}
