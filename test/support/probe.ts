import { digestOf, parseDeviceEvent } from './device-event.ts';
import type { Attempted, DeadLettered } from './history/facts.ts';
import { readFacts, recordTo } from './history/recorder.ts';

/** A record of a virtual device's event, where a consumer or a reader of dead letters found it. */
export type Found = {
  readonly tenant: string;
  readonly device: string;
  readonly topic: string;
  readonly partition?: number;
  readonly offset?: number;
  readonly payload: Uint8Array;
};

/** Appends what became of one attempt; called when the attempt ends, because that order is what the history keeps. */
export function recordAttempt(file: string, found: Found, outcome: Attempted['outcome']): void {
  recordTo(file)(toAttempted(found, outcome));
}

export function recordDeadLetter(file: string, found: Found): void {
  recordTo(file)(toDeadLettered(found));
}

/** @returns what the consumer has attempted so far, in order */
export function readAttempts(file: string): Attempted[] {
  return readFacts(file).filter((fact) => fact.kind === 'attempted');
}

/** Facts of a record that no virtual device can have sent bear an id that nobody sent: a phantom. */
export function toAttempted(found: Found, outcome: Attempted['outcome']): Attempted {
  const { partition, offset } = found;
  return {
    kind: 'attempted',
    ...toSubject(found),
    ...(partition === undefined ? {} : { partition }),
    ...(offset === undefined ? {} : { offset }),
    outcome,
  };
}

export function toDeadLettered(found: Found): DeadLettered {
  return { kind: 'dead-lettered', ...toSubject(found) };
}

function toSubject({ tenant, device, topic, payload }: Found): Omit<DeadLettered, 'kind'> {
  return { id: idOf(payload), tenant, device, topic, digest: digestOf(payload), at: Date.now() };
}

function idOf(payload: Uint8Array): string {
  try {
    return parseDeviceEvent(payload).id;
  } catch {
    return `unreadable: ${Buffer.from(payload).toString('base64').slice(0, 100)}`;
  }
}
