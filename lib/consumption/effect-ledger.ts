import type { ConsumedEvent } from './consumed-event.ts';
import { recordName } from './record-name.ts';

/** Remembers which effects of which events are done, by where an event was first: also for a copy that was put back. */
export type EffectLedger = {
  /**
   * Takes an effect that is neither done nor held by somebody else whose lease still runs.
   *
   * @throws {ServiceError} `EFFECT_NOT_RECORDED`; then it may or may not be held until the lease ends.
   */
  readonly claim: (effect: Effect, lease: Lease) => Promise<Claimed>;
  /**
   * Marks as done what `holder` claimed; nothing has changed when somebody else has claimed it since.
   *
   * @throws {ServiceError} `EFFECT_NOT_RECORDED`
   */
  readonly complete: (effect: Effect, holder: string) => Promise<void>;
  /**
   * Gives a claim back before its lease ends.
   *
   * @throws {ServiceError} `EFFECT_NOT_RECORDED`; then the lease has to end.
   */
  readonly release: (effect: Effect, holder: string) => Promise<void>;
};

export type Effect = Pick<ConsumedEvent, 'firstPosition'> & {
  /** Tells apart what several applications, or one, do with an event. Without a slash. */
  readonly name: string;
};

export type Lease = {
  /** Unique to one attempt. */
  readonly holder: string;
  /** Milliseconds since the Unix epoch. */
  readonly nowMs: number;
  /** Milliseconds since the Unix epoch; afterwards anybody may claim. */
  readonly untilMs: number;
};

export type Claimed = 'claimed' | 'done' | 'held-by-another';

export function effectKey({ name, firstPosition }: Effect): string {
  return `${name}/${recordName(firstPosition)}`;
}
