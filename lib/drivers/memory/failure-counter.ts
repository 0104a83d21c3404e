import { recordName } from '../../consumption/effect-ledger.ts';
import type { Failures, FailureCounter } from '../../consumption/failure-counter.ts';

export function memoryFailureCounter(): FailureCounter {
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
      return failures;
    },
  };
}
