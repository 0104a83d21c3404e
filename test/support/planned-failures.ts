import { createHash } from 'node:crypto';
import { ServiceError } from '../../lib/domain/errors.ts';
import type { DeviceEvent } from './device-event.ts';

/**
 * What is to fail, the same for the same seed: attempts at random, and each at a poison. A poison of an odd number is known to be
 * one; of the others it takes some attempts to learn.
 */
export function plannedFailures(
  seed: string,
  rate: number,
): (event: DeviceEvent) => Error | undefined {
  const attempts = new Map<string, number>();
  return ({ id, poison, sequence }) => {
    if (poison && sequence % 2 === 1) return new ServiceError('RECORD_REJECTED', 'a poison');
    const attempt = (attempts.get(id) ?? 0) + 1;
    attempts.set(id, attempt);
    const fails = poison || fallsInto(`${seed}/${id}/${attempt}`, rate);
    return fails ? new Error('as planned') : undefined;
  };
}

/** The same for the same text, in any process. */
function fallsInto(text: string, share: number): boolean {
  return createHash('sha256').update(text).digest().readUInt32BE() < share * 2 ** 32;
}
