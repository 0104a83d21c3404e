import { recordName } from '../../consumption/record-name.ts';
import type { Failures, FailureCounter } from '../../consumption/failure-counter.ts';

/** @param maxRecords that are remembered; the count of the one that failed first is forgotten for a new one. */
export function memoryFailureCounter(maxRecords = Infinity): FailureCounter {
  const counted = new Map<string, Failures>();

  return {
    count: async (record, nowMs) => {
      const name = recordName(record);
      const { attempts, firstFailedAtMs } = counted.get(name) ?? {
        attempts: 0,
        firstFailedAtMs: nowMs,
      };
      const failures = { attempts: attempts + 1, firstFailedAtMs };
      counted.set(name, failures);
      forgetOldest(counted, maxRecords);
      return failures;
    },
  };
}

function forgetOldest(counted: Map<string, Failures>, maxRecords: number): void {
  const [oldest] = counted.keys();
  if (counted.size > maxRecords && oldest !== undefined) counted.delete(oldest);
}
