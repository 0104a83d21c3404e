import { runDevices } from './devices.ts';
import type { Answered } from './history/facts.ts';
import type { ObservedCloud } from './observed-cloud.ts';

/** Devices that upload without end, and send anew what was answered 503. */
export type RunningLoad = {
  /** Answers so far: of a status, and since a moment in milliseconds since the Unix epoch, where these are given. */
  readonly answers: (wanted: {
    readonly status?: number;
    readonly sinceMs?: number;
  }) => readonly Answered[];
  /** Lets every device have its last answer. */
  readonly stop: () => Promise<void>;
};

export function startLoad({
  cloud,
  devices,
  record,
  uploads,
}: Pick<ObservedCloud, 'cloud' | 'devices' | 'record' | 'uploads'>): RunningLoad {
  const stopping = new AbortController();
  const running = runDevices({
    address: cloud.url,
    devices,
    eventsPerDevice: Number.POSITIVE_INFINITY,
    record,
    afterUndeliverable: 'repeat',
    signal: stopping.signal,
  });
  return {
    answers: ({ status, sinceMs = 0 }) =>
      uploads.filter((fact): fact is Answered => {
        if (fact.kind !== 'answered' || fact.at < sinceMs) return false;
        return status === undefined || fact.status === status;
      }),
    stop: () => {
      stopping.abort();
      return running;
    },
  };
}
