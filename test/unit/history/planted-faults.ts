import type { Attempted, Fact, Sent } from '../../support/history/facts.ts';
import type { Violation } from '../../support/history/rules.ts';
import { attempted, deadLettered } from './history-builder.ts';

/** Spoils a correct run that holds at least one event of each fate, two forwarded ones by one device among them. */
type Fault = (run: readonly Fact[], pick: number) => Fact[];

export const faults: { readonly [name: string]: { kind: Violation['kind']; plant: Fault } } = {
  'a forwarded event that is never processed': { kind: 'loss', plant: dropSuccesses },
  'two events of a device processed in the other order': { kind: 'reordering', plant: exchange },
  'an event that nobody sent': { kind: 'phantom', plant: addStray },
  'an event of another device': { kind: 'phantom', plant: withAttempt({ device: 'nobody' }) },
  'an event of another tenant': { kind: 'phantom', plant: withAttempt({ tenant: 'nobody' }) },
  'a payload that changed on its way': {
    kind: 'altered payload',
    plant: withAttempt({ digest: 'x' }),
  },
  'a consumed event that was refused': { kind: 'refused yet consumed', plant: consumeRefused },
  'a poison without a dead letter': { kind: 'missing dead letter', plant: dropDeadLetters },
  'a dead letter too early': { kind: 'unjustified dead letter', plant: addDeadLetter },
};

function dropSuccesses(run: readonly Fact[], pick: number): Fact[] {
  const { id } = choose(forwardedAndProcessed(run), pick);
  return run.filter((fact) => !(fact.kind === 'attempted' && fact.id === id && isSuccess(fact)));
}

function exchange(run: readonly Fact[], pick: number): Fact[] {
  const pairs = forwardedAndProcessed(run).flatMap((late, index, all) =>
    all
      .slice(0, index)
      .filter((early) => ownerOf(early) === ownerOf(late))
      .map((early) => [early, late] as const),
  );
  const [early, late] = choose(pairs, pick);
  const one = run.findIndex((fact) => isSuccess(fact) && fact.id === early.id);
  const other = run.findIndex((fact) => isSuccess(fact) && fact.id === late.id);
  return run.map((fact, index) => {
    if (index === one) return run[other] ?? fact;
    return index === other ? (run[one] ?? fact) : fact;
  });
}

function addStray(run: readonly Fact[]): Fact[] {
  return [...run, attempted({ id: 'stray' })];
}

function withAttempt(change: Partial<Attempted>): Fault {
  return (run, pick) => {
    const victim = choose(forwardedAndProcessed(run), pick);
    return [...run, attempted({ ...ownedBy(victim), ...change })];
  };
}

function consumeRefused(run: readonly Fact[], pick: number): Fact[] {
  const refused = sentWhere(run, ({ id }) => answersTo(run, id).some((status) => status === 404));
  return [...run, attempted({ ...ownedBy(choose(refused, pick)), outcome: 'failed' })];
}

function dropDeadLetters(run: readonly Fact[], pick: number): Fact[] {
  const { id } = choose(
    sentWhere(run, ({ poison }) => poison),
    pick,
  );
  return run.filter((fact) => !(fact.kind === 'dead-lettered' && fact.id === id));
}

function addDeadLetter(run: readonly Fact[], pick: number): Fact[] {
  const { id, ...victim } = ownedBy(choose(forwardedAndProcessed(run), pick));
  const withoutFailures = run.filter(
    (fact) => !(fact.kind === 'attempted' && fact.id === id && fact.outcome === 'failed'),
  );
  return [...withoutFailures, deadLettered({ id, ...victim })];
}

function forwardedAndProcessed(run: readonly Fact[]): Sent[] {
  const processed = new Set(run.filter(isSuccess).map(({ id }) => id));
  const deadLetters = new Set(
    run.flatMap((fact) => (fact.kind === 'dead-lettered' ? fact.id : [])),
  );
  const forwarded = sentWhere(run, ({ id }) => answersTo(run, id).includes(202));
  return forwarded.filter(({ id }) => processed.has(id) && !deadLetters.has(id));
}

function sentWhere(run: readonly Fact[], isMeant: (fact: Sent) => boolean): Sent[] {
  return run.flatMap((fact) => (fact.kind === 'sent' && isMeant(fact) ? fact : []));
}

function answersTo(run: readonly Fact[], id: string): number[] {
  return run.flatMap((fact) => (fact.kind === 'answered' && fact.id === id ? fact.status : []));
}

function isSuccess(fact: Fact): fact is Attempted {
  return fact.kind === 'attempted' && fact.outcome === 'processed';
}

function ownerOf({ tenant, device }: Sent): string {
  return `${tenant}/${device}`;
}

function ownedBy({
  id,
  tenant,
  device,
  digest,
}: Sent): Pick<Sent, 'id' | 'tenant' | 'device' | 'digest'> {
  return { id, tenant, device, digest };
}

function choose<T>(candidates: readonly T[], pick: number): T {
  const chosen = candidates[pick % candidates.length];
  if (chosen === undefined) throw new Error('the run has nothing to plant this fault in');
  return chosen;
}
