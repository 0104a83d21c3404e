import { ServiceError } from '../domain/errors.ts';
import type { ConsumedEvent } from './consumed-event.ts';
import type { Effect, EffectLedger } from './effect-ledger.ts';

export type EffectOnce = {
  readonly ledger: EffectLedger;
  /** Longer than the effect takes at most, clocks that differ included: when it ends, the effect may run a second time. */
  readonly leaseMs: number;
  /** Milliseconds since the Unix epoch. */
  readonly now: () => number;
  readonly newHolder: () => string;
};

/** @returns whether the effect ran; false when it is done already. */
export type RunOnce = (
  event: Pick<ConsumedEvent, 'firstPosition'>,
  name: string,
  effect: () => Promise<void>,
) => Promise<boolean>;

/**
 * Runs the effect, then marks it as done for this event. A repeated record finds the mark, and so does an event that was given
 * up afterwards and put back; a crash before the mark leaves
 * the effect repeatable once the lease has ended: at least once, and once but for crashes, lost answers and leases that
 * are too short. What may never run twice belongs into one transaction with its mark.
 *
 * The function that is returned throws what the effect throws, `EFFECT_UNDER_WAY` while somebody else runs it, and
 * `EFFECT_NOT_RECORDED`; all of them make the record come again unless the effect's own failure says otherwise.
 */
export function effectOnce({ ledger, leaseMs, now, newHolder }: EffectOnce): RunOnce {
  return async ({ firstPosition }, name, effect) => {
    const claimed: Effect = { firstPosition, name };
    const [holder, nowMs] = [newHolder(), now()];
    const claim = await ledger.claim(claimed, { holder, nowMs, untilMs: nowMs + leaseMs });
    if (claim === 'done') return false;
    if (claim === 'held-by-another') {
      throw new ServiceError('EFFECT_UNDER_WAY', `another attempt at ${name} has not ended`);
    }
    await orRelease(effect, () => ledger.release(claimed, holder));
    await ledger.complete(claimed, holder);
    return true;
  };
}

/** A claim that cannot be given back ends with its lease; why the effect failed says more. */
async function orRelease(effect: () => Promise<void>, release: () => Promise<void>): Promise<void> {
  try {
    await effect();
  } catch (failure) {
    await Promise.allSettled([release()]);
    throw failure;
  }
}
