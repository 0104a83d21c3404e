import type { Answered, Attempted, DeadLettered, Fact, Sent } from './facts.ts';

/** A fact with its line in the history, counted from 1. */
export type Evidence<F> = { readonly line: number; readonly fact: F };

/** All that was seen of one event that a device sent. */
export type Trace = {
  readonly sent: Evidence<Sent>;
  /** Absent when the device gave up waiting. */
  answer?: Evidence<Answered>;
  readonly attempts: Evidence<Attempted>[];
  readonly deadLetters: Evidence<DeadLettered>[];
};

export type Traces = {
  readonly byId: ReadonlyMap<string, Trace>;
  /** Attempts and dead letters of events that nobody sent. */
  readonly strays: readonly Evidence<Attempted | DeadLettered>[];
  /** Infinite where the history states no rule: then only a poison may be dead-lettered. */
  readonly maxAttempts: number;
};

/** @throws {Error} when the history contradicts itself: an id sent twice, an answer to nothing, two answers to one upload */
export function toTraces(facts: readonly Fact[]): Traces {
  const byId = tracesOfUploads(facts);
  const strays: Evidence<Attempted | DeadLettered>[] = [];
  for (const [index, fact] of facts.entries()) {
    if (fact.kind !== 'attempted' && fact.kind !== 'dead-lettered') continue;
    const trace = byId.get(fact.id);
    if (trace === undefined) strays.push({ line: index + 1, fact });
    else if (fact.kind === 'attempted') trace.attempts.push({ line: index + 1, fact });
    else trace.deadLetters.push({ line: index + 1, fact });
  }
  return { byId, strays, maxAttempts: maxAttemptsOf(facts) };
}

export function firstSuccess(trace: Trace): Evidence<Attempted> | undefined {
  return trace.attempts.find(({ fact }) => fact.outcome === 'processed');
}

function tracesOfUploads(facts: readonly Fact[]): Map<string, Trace> {
  const byId = new Map<string, Trace>();
  for (const [index, fact] of facts.entries()) {
    const line = index + 1;
    if (fact.kind === 'sent') addSent(byId, { line, fact });
    if (fact.kind === 'answered') addAnswer(byId, { line, fact });
  }
  return byId;
}

function addSent(byId: Map<string, Trace>, sent: Evidence<Sent>): void {
  const { id } = sent.fact;
  if (byId.has(id)) throw new Error(`line ${sent.line}: event ${id} was sent before`);
  byId.set(id, { sent, attempts: [], deadLetters: [] });
}

function addAnswer(byId: Map<string, Trace>, answer: Evidence<Answered>): void {
  const { id } = answer.fact;
  const trace = byId.get(id);
  if (trace === undefined) throw new Error(`line ${answer.line}: an answer to ${id}, never sent`);
  if (trace.answer !== undefined) throw new Error(`line ${answer.line}: a second answer to ${id}`);
  trace.answer = answer;
}

function maxAttemptsOf(facts: readonly Fact[]): number {
  const stated = facts.filter((fact) => fact.kind === 'rules');
  return Math.min(Infinity, ...stated.map(({ maxAttempts }) => maxAttempts));
}
