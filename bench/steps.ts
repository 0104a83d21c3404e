import type { ProfiledStack } from './cpu-profile.ts';

/** What an upload passes through, and by which places in the code it is known; the first that matches counts. */
const STEPS: readonly (readonly [step: string, places: RegExp])[] = [
  ['garbage collection', /^ \(garbage collector\)$/],
  ['waiting', /^ \((?:idle|program)\)$|^node:inspector /],
  ['answer', /apigateway\/(?:answers|cors)\.ts|gateway\/response\.ts|gateway\/gateway\.ts send$/],
  ['environment', /\/local\/lambda\//],
  ['gateway', /\/local\//],
  [
    'parse',
    /drivers\/(?:apigateway|opentelemetry)\/|\/@middy\/|domain\/(?:authorization|ba\w+-?\w*)\.ts/,
  ],
  [
    'authenticate',
    /ingestion\/(?:authenticate|secret-check|verified-secrets)|domain\/(?:digest|credentials)\.ts/,
  ],
  ['registration', /ingestion\/(?:assert-registration|cached-|loading-cache)/],
  ['record', /to-event-record|record-headers|record-sink\/(?:event-sink|outgoing-record)/],
  ['sink', /drivers\/(?:record-sink|kafka|platformatic)\/|\/(?:kafkajs|@platformatic\/kafka)\//],
  ['use case', /\/lib\/|\/functions\//],
];

/** Sockets and HTTP of Node, called by nothing of ours. */
const REST = 'Node';

/** Of the time that the process did not wait, by step, the largest first. */
export function toShares(stacks: readonly ProfiledStack[]): [step: string, share: number][] {
  const times = new Map<string, number>();
  for (const { frames, selfUs } of stacks) {
    const step = stepOf(frames);
    times.set(step, (times.get(step) ?? 0) + selfUs);
  }
  times.delete('waiting');
  const total = [...times.values()].reduce((sum, time) => sum + time, 0);
  return [...times]
    .map(([step, time]): [string, number] => [step, time / total])
    .toSorted(([, a], [, b]) => b - a);
}

/** The innermost place that is known decides. */
function stepOf(frames: readonly string[]): string {
  for (const frame of frames) {
    const known = STEPS.find(([, places]) => places.test(frame));
    if (known) return known[0];
  }
  return REST;
}
