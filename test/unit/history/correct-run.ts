import * as fc from 'fast-check';
import type { Attempted, DeadLettered, Fact, Sent } from '../../support/history/facts.ts';
import { answered, attempted, deadLettered, sent } from './history-builder.ts';

export const maxAttempts = 3;

type Fate = 'forwarded' | 'refused' | 'poison' | 'undeliverable' | 'unanswered';
type Plan = {
  readonly fate: Fate;
  /** Of an event whose device was told nothing good. */
  readonly isStored: boolean;
  readonly failures: number;
  readonly isDeadLetteredPastAttempts: boolean;
  /** How many of the device's events run again after this one succeeded. */
  readonly rewind: number;
};
type Step = Attempted | DeadLettered;

const plan: fc.Arbitrary<Plan> = fc.record({
  fate: fc.constantFrom<Fate>(
    'forwarded',
    'forwarded',
    'refused',
    'poison',
    'undeliverable',
    'unanswered',
  ),
  isStored: fc.boolean(),
  failures: fc.nat({ max: maxAttempts }),
  isDeadLetteredPastAttempts: fc.boolean(),
  rewind: fc.nat({ max: 3 }),
});
/** What every run holds, so that every fault has something to be planted in. */
const leastFates: readonly Fate[] = ['forwarded', 'poison', 'refused', 'forwarded'];

/** A run in which every promise was kept: failures, repetitions, dead letters and late events included. */
export const correctRun: fc.Arbitrary<Fact[]> = fc
  .tuple(
    fc.array(fc.array(plan, { maxLength: 8 }), { maxLength: 4 }),
    fc.array(plan, { minLength: leastFates.length, maxLength: leastFates.length }),
    fc.infiniteStream(fc.nat()),
  )
  .map(([devices, least, picks]) => toRun([...devices, least.map(toLeast)], picks));

function toLeast(drawn: Plan, index: number): Plan {
  return {
    ...drawn,
    fate: leastFates[index] ?? drawn.fate,
    failures: drawn.failures % maxAttempts,
  };
}

function toRun(devices: readonly (readonly Plan[])[], picks: Iterator<number>): Fact[] {
  const events = devices.map((plans, device) =>
    plans.map((planned, index) => ({ planned, upload: toSent(device, index, planned) })),
  );
  const uploads = events.map((ofDevice) => ofDevice.map(toUpload));
  const steps = events.map((ofDevice) => toSteps(ofDevice));
  return [
    { kind: 'rules', maxAttempts },
    ...interleave(uploads, picks).flat(),
    ...interleave(steps, picks),
  ];
}

function toSent(device: number, index: number, { fate }: Plan): Sent {
  const id = `device-${device}-event-${index}`;
  const tenant = `tenant-${device % 2}`;
  const poison = fate === 'poison';
  return sent({
    id,
    tenant,
    device: `device-${device}`,
    sequence: index + 1,
    poison,
    digest: `digest-${id}`,
  });
}

function toUpload({ planned, upload }: { planned: Plan; upload: Sent }): Fact[] {
  const statuses = { forwarded: 202, poison: 202, refused: 404, undeliverable: 503 };
  if (planned.fate === 'unanswered') return [upload];
  return [upload, answered(upload.id, statuses[planned.fate])];
}

function toSteps(ofDevice: readonly { planned: Plan; upload: Sent }[]): Step[] {
  const stored = ofDevice.filter(({ planned }) => isStored(planned));
  return stored.flatMap(({ planned, upload }, index) => {
    const repeated = stored.slice(Math.max(0, index - planned.rewind), index);
    return firstRun(planned, upload).concat(
      repeated.flatMap((earlier) => repetition(earlier.planned, earlier.upload)),
    );
  });
}

function isStored({ fate, isStored: byChance }: Plan): boolean {
  if (fate === 'refused') return false;
  return fate === 'forwarded' || fate === 'poison' || byChance;
}

function firstRun(planned: Plan, upload: Sent): Step[] {
  const failed = Array.from({ length: planned.failures }, () => attemptAt(upload, 'failed'));
  if (isDeadLettered(planned)) return [...failed, letterOf(upload)];
  return [...failed, attemptAt(upload, 'processed')];
}

function repetition(planned: Plan, upload: Sent): Step[] {
  return [isDeadLettered(planned) ? letterOf(upload) : attemptAt(upload, 'processed')];
}

function isDeadLettered({ fate, failures, isDeadLetteredPastAttempts }: Plan): boolean {
  return fate === 'poison' || (failures === maxAttempts && isDeadLetteredPastAttempts);
}

function attemptAt({ id, tenant, device, digest }: Sent, outcome: Attempted['outcome']): Attempted {
  return attempted({ id, tenant, device, digest, outcome, topic: `hono.event.${tenant}` });
}

function letterOf({ id, tenant, device, digest }: Sent): DeadLettered {
  return deadLettered({ id, tenant, device, digest, topic: `hono.dead-letter.${tenant}` });
}

/** Merges sequences, each in its own order, drawing the next one's number from `picks`. */
function interleave<T>(sequences: readonly (readonly T[])[], picks: Iterator<number>): T[] {
  const rest = sequences.map((sequence) => [...sequence]).filter(({ length }) => length > 0);
  const merged: T[] = [];
  while (rest.length > 0) {
    const index = Number(picks.next().value) % rest.length;
    merged.push(...(rest[index]?.splice(0, 1) ?? []));
    if (rest[index]?.length === 0) rest.splice(index, 1);
  }
  return merged;
}
