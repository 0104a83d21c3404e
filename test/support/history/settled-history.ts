import type { Fact } from './facts.ts';

/** Whether every event that a device was told is forwarded has been processed, or is a dead letter. */
export function isSettled(facts: readonly Fact[]): boolean {
  const settled = new Set(facts.flatMap((fact) => (isEnd(fact) ? [fact.id] : [])));
  return facts.every(
    (fact) => fact.kind !== 'answered' || fact.status >= 300 || settled.has(fact.id),
  );
}

function isEnd(
  fact: Fact,
): fact is Extract<Fact, { readonly kind: 'attempted' | 'dead-lettered' }> {
  return (
    fact.kind === 'dead-lettered' || (fact.kind === 'attempted' && fact.outcome === 'processed')
  );
}
