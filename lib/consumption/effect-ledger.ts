import type { Position } from './consumed-event.ts';

/**
 * Remembers which effects of which records are done. The position's time stamp belongs to the record's name: it tells a
 * topic that was made again, and counts from 0 again, from the one before.
 */
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

export type Effect = {
  readonly position: Position;
  /** Tells apart what several applications, or one, do with a record. Without a slash. */
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

/** `name/topic/partition/offset/timestamp`: a topic has no slash. */
export function effectKey({ name, position }: Effect): string {
  return `${name}/${recordName(position)}`;
}

/** One record for ever, even if its topic is made again. */
export function recordName({ topic, partition, offset, timestampMs }: Position): string {
  return `${topic}/${partition}/${offset}/${timestampMs}`;
}
