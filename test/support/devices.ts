import { randomUUID } from 'node:crypto';
import { Agent } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { type DeviceEvent, digestOf, toPayload } from './device-event.ts';
import type { Fact } from './history/facts.ts';
import type { Recorder } from './history/recorder.ts';
import { type Answer, upload } from './upload.ts';

export type VirtualDevice = {
  readonly tenant: string;
  readonly device: string;
  readonly authId: string;
  readonly password: string;
};

export type Load = {
  /** `http://127.0.0.1:8080`; events go to its `/event`. */
  readonly address: string;
  readonly devices: readonly VirtualDevice[];
  readonly eventsPerDevice: number;
  readonly record: Recorder;
  /** Uploads in flight at any moment, at most one for each device; default 32. */
  readonly concurrency?: number;
  readonly payloadBytes?: number;
  /** After which an upload counts as unanswered; default 60 s, which is longer than the gateway waits for a function. */
  readonly timeoutMs?: number;
  /** What a device does about a 503: go on, or send the same measurement again as a new event. Default `continue`. */
  readonly afterUndeliverable?: 'continue' | 'repeat';
  /** Stands for `Retry-After`, which is too long for a test; default 100 ms. */
  readonly repeatAfterMs?: number;
  readonly isPoison?: (device: VirtualDevice, sequence: number) => boolean;
  /** Devices end with the upload in hand. */
  readonly signal?: AbortSignal;
};

type Run = Required<Omit<Load, 'signal'>> &
  Pick<Load, 'signal'> & { readonly agent: Agent; readonly name: string };
/** A device between two uploads. */
type Turn = { readonly device: VirtualDevice; readonly sequence: number; readonly left: number };

/**
 * Virtual devices of several tenants, each of which waits for its answer before it sends its next event. Those that have
 * their answer take turns, so that never more than `concurrency` uploads are under way.
 */
export async function runDevices(load: Load): Promise<void> {
  const run = toRun(load);
  const waiting = load.devices.map((device) => ({
    device,
    sequence: 1,
    left: load.eventsPerDevice,
  }));
  try {
    await Promise.all(Array.from({ length: run.concurrency }, () => takeTurns(waiting, run)));
  } finally {
    run.agent.destroy();
  }
}

function toRun(load: Load): Run {
  const concurrency = load.concurrency ?? 32;
  return {
    payloadBytes: 200,
    timeoutMs: 60_000,
    afterUndeliverable: 'continue',
    repeatAfterMs: 100,
    isPoison: () => false,
    ...load,
    concurrency,
    agent: new Agent({ keepAlive: true, maxSockets: concurrency }),
    name: randomUUID().slice(0, 8),
  };
}

/** Ends when every device left is in the hands of another worker. */
async function takeTurns(waiting: Turn[], run: Run): Promise<void> {
  for (let turn = waiting.shift(); turn !== undefined; turn = waiting.shift()) {
    if (turn.left === 0 || run.signal?.aborted === true) continue;
    waiting.push(await sendNext(turn, run));
  }
}

async function sendNext(turn: Turn, run: Run): Promise<Turn> {
  const answer = await sendEvent(toEvent(turn, run), turn.device, run);
  const isUndeliverable = answer.kind === 'answered' && answer.status === 503;
  const isRepeated = isUndeliverable && run.afterUndeliverable === 'repeat';
  if (isRepeated) await pause(run.repeatAfterMs);
  return { ...turn, sequence: turn.sequence + 1, left: turn.left - (isRepeated ? 0 : 1) };
}

async function sendEvent(event: DeviceEvent, device: VirtualDevice, run: Run): Promise<Answer> {
  const body = toPayload(event, run.payloadBytes);
  const { tenant } = device;
  run.record({ kind: 'sent', ...event, tenant, digest: digestOf(body), at: Date.now() });
  const startedMs = performance.now();
  const answer = await upload({ ...run, ...device, body });
  run.record(toFact(event.id, answer, performance.now() - startedMs));
  return answer;
}

function toEvent({ device, sequence }: Turn, run: Run): DeviceEvent {
  return {
    id: `${run.name}/${device.tenant}/${device.device}/${sequence}`,
    device: device.device,
    sequence,
    poison: run.isPoison(device, sequence),
  };
}

function toFact(id: string, answer: Answer, latencyMs: number): Fact {
  const at = Date.now();
  if (answer.kind === 'unanswered') return { ...answer, id, at };
  return { ...answer, id, latencyMs, at };
}
