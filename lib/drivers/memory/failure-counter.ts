import type { Failures, FailureCounter } from '../../consumption/failure-counter.ts';

export function memoryFailureCounter(): FailureCounter {
  const counted = new Map<string, Failures>();

  return {
    count: async ({ topic, partition, offset, timestampMs }, nowMs) => {
      const name = `${topic}/${partition}/${offset}/${timestampMs}`;
      const { attempts, firstFailedAtMs } = counted.get(name) ?? {
        attempts: 0,
        firstFailedAtMs: nowMs,
      };
      const failures = { attempts: attempts + 1, firstFailedAtMs };
      counted.set(name, failures);
      return failures;
    },
  };
}
