import type { Attempted, DeadLettered, Sent } from './facts.ts';
import { type Evidence, firstSuccess, type Trace, type Traces } from './traces.ts';

export type Violation = {
  readonly kind:
    | 'loss'
    | 'reordering'
    | 'phantom'
    | 'altered payload'
    | 'refused yet consumed'
    | 'missing dead letter'
    | 'unjustified dead letter';
  /** The event's id. */
  readonly event: string;
  /** Cites the lines of the history that prove it. */
  readonly explanation: string;
};

/** Every event answered 2xx was processed, or left as a dead letter (whether it may is another rule). */
export function losses({ byId }: Traces): Violation[] {
  return [...byId.values()]
    .filter((trace) => isForwarded(trace) && !trace.sent.fact.poison)
    .filter((trace) => firstSuccess(trace) === undefined && trace.deadLetters.length === 0)
    .map((trace) =>
      violation(
        'loss',
        trace,
        `${citeUpload(trace)}; never processed, ${attemptsMade(trace)}, no dead letter`,
      ),
    );
}

/** Every poison answered 2xx is in the dead-letter topic. */
export function missingDeadLetters({ byId }: Traces): Violation[] {
  return [...byId.values()]
    .filter((trace) => isForwarded(trace) && trace.sent.fact.poison)
    .filter((trace) => trace.deadLetters.length === 0)
    .map((trace) =>
      violation(
        'missing dead letter',
        trace,
        `${citeUpload(trace)}; a poison, ${attemptsMade(trace)}, yet no dead letter`,
      ),
    );
}

/** Nothing is dead-lettered but a poison, or an event past its attempts. */
export function unjustifiedDeadLetters({ byId, maxAttempts }: Traces): Violation[] {
  return [...byId.values()]
    .filter(({ sent }) => !sent.fact.poison)
    .flatMap((trace) => {
      const [letter] = trace.deadLetters;
      if (letter === undefined || failuresOf(trace) >= maxAttempts) return [];
      const reason = `no poison, ${attemptsMade(trace)} of ${maxAttempts} allowed`;
      return violation(
        'unjustified dead letter',
        trace,
        `line ${letter.line}: a dead letter; ${reason}`,
      );
    });
}

/** Nothing is consumed that no device sent, or that another device or tenant sent. */
export function phantoms({ byId, strays }: Traces): Violation[] {
  const unknown = strays.map(({ line, fact }) => ({
    kind: 'phantom' as const,
    event: fact.id,
    explanation: `line ${line}: ${fact.kind}, but never sent`,
  }));
  const misplaced = consumed(byId, ({ fact }, sent) => ownerOf(fact) !== ownerOf(sent)).map(
    ({ trace, evidence }) =>
      violation(
        'phantom',
        trace,
        `line ${evidence.line}: ${evidence.fact.kind} as an event of ${ownerOf(evidence.fact)}; ${citeUpload(trace)}`,
      ),
  );
  return [...unknown, ...misplaced];
}

/** What is consumed is what was sent, to the byte. */
export function alterations({ byId }: Traces): Violation[] {
  return consumed(byId, ({ fact }, sent) => fact.digest !== sent.digest).map(
    ({ trace, evidence }) =>
      violation(
        'altered payload',
        trace,
        `line ${evidence.line}: ${evidence.fact.kind} with digest ${evidence.fact.digest}; ${citeUpload(trace)} with ${trace.sent.fact.digest}`,
      ),
  );
}

/** A device that was told 4xx need not fear that its event counts. */
export function refusedYetConsumed({ byId }: Traces): Violation[] {
  return [...byId.values()].filter(isRefused).flatMap((trace) => {
    const [seen] = [...trace.attempts, ...trace.deadLetters];
    if (seen === undefined) return [];
    return violation(
      'refused yet consumed',
      trace,
      `line ${seen.line}: ${seen.fact.kind}; ${citeUpload(trace)}`,
    );
  });
}

export function isForwarded({ answer }: Trace): boolean {
  return answer !== undefined && answer.fact.status < 300;
}

export function isRefused({ answer }: Trace): boolean {
  return answer !== undefined && answer.fact.status >= 400 && answer.fact.status < 500;
}

export function violation(kind: Violation['kind'], trace: Trace, explanation: string): Violation {
  return { kind, event: trace.sent.fact.id, explanation };
}

export function ownerOf({ tenant, device }: Sent | Attempted | DeadLettered): string {
  return JSON.stringify([tenant, device]);
}

function consumed(
  byId: Traces['byId'],
  isWrong: (evidence: Evidence<Attempted | DeadLettered>, sent: Sent) => boolean,
): { trace: Trace; evidence: Evidence<Attempted | DeadLettered> }[] {
  return [...byId.values()].flatMap((trace) =>
    [...trace.attempts, ...trace.deadLetters]
      .filter((evidence) => isWrong(evidence, trace.sent.fact))
      .map((evidence) => ({ trace, evidence })),
  );
}

function failuresOf({ attempts }: Trace): number {
  return attempts.filter(({ fact }) => fact.outcome !== 'processed').length;
}

function citeUpload({ sent, answer }: Trace): string {
  const { sequence } = sent.fact;
  const upload = `line ${sent.line}: ${ownerOf(sent.fact)} sent its event ${sequence}`;
  if (answer === undefined) return `${upload}, unanswered`;
  return `${upload}, line ${answer.line}: answered ${answer.fact.status}`;
}

function attemptsMade({ attempts }: Trace): string {
  if (attempts.length === 0) return 'not attempted';
  const cited = attempts.map(({ line, fact }) => `${fact.outcome} at line ${line}`);
  return `${attempts.length} attempts (${cited.slice(0, 5).join(', ')})`;
}
