import { randomUUID } from 'node:crypto';
import type { Outcome } from '../lambda/outcome.ts';
import { pause } from '../pause.ts';
import type { ScheduleModel } from '../service-model/model.ts';

/** Lambda tries an asynchronous invocation that failed twice more, after one minute and after two. */
const RETRIES_MS = [1000, 2000];

export type SchedulePorts = {
  readonly region: string;
  readonly invoke: (functionName: string, event: unknown) => Promise<Outcome>;
};

export type Schedule = {
  /** Resolves when the first invocation has ended, well or not. */
  readonly first: Promise<void>;
  readonly stop: () => Promise<void>;
};

/** Invokes a function at once, and then time and again, as EventBridge does after its first interval. */
export function startSchedule(model: ScheduleModel, ports: SchedulePorts): Schedule {
  const stopping = new AbortController();
  const { promise: first, resolve } = Promise.withResolvers<void>();
  const run = async () => {
    while (!stopping.signal.aborted) {
      await invoke(model, ports, stopping.signal, resolve);
      await pause(model.everyMs, stopping.signal);
    }
  };
  const running = run();
  return {
    first,
    stop: async () => {
      stopping.abort();
      await running;
    },
  };
}

async function invoke(
  { functionName }: ScheduleModel,
  { region, invoke: call }: SchedulePorts,
  stopping: AbortSignal,
  tried: () => void,
): Promise<void> {
  const event = scheduledEvent(region, new Date());
  for (const retryMs of [...RETRIES_MS, undefined]) {
    // What goes wrong the function has told itself.
    const outcome = await call(functionName, event).catch(() => undefined);
    tried();
    if (outcome?.kind === 'returned' || retryMs === undefined || stopping.aborted) return;
    await pause(retryMs, stopping);
  }
}

/** @see Amazon EventBridge, "Creating a rule that runs on a schedule", example event */
function scheduledEvent(region: string, time: Date) {
  return {
    version: '0',
    id: randomUUID(),
    'detail-type': 'Scheduled Event',
    source: 'aws.events',
    account: '000000000000',
    time: time.toISOString().replace(/\.\d+Z$/, 'Z'),
    region,
    resources: [],
    detail: {},
  };
}
