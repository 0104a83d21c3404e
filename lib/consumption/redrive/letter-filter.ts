import { type DeadLetter, deviceOf } from './dead-letter.ts';

/** Which letters are meant; what is undefined leaves the choice open. */
export type LetterFilter = {
  readonly device?: string | undefined;
  /** A code of the error catalogue. */
  readonly reason?: string | undefined;
  /** Given up at that time or later, milliseconds since the Unix epoch. */
  readonly fromMs?: number | undefined;
  /** Given up before that time. */
  readonly toMs?: number | undefined;
  /** Where the letter lies in the dead-letter topic. */
  readonly letter?: Place | undefined;
  /** Where the event was when it was given up, or was first. */
  readonly origin?: Place | undefined;
};

export type Place = { readonly partition: number; readonly offset: number };

export function isMeant(letter: DeadLetter, filter: LetterFilter): boolean {
  const { device, reason, fromMs = -Infinity, toMs = Infinity } = filter;
  if (device !== undefined && deviceOf(letter) !== device) return false;
  if (reason !== undefined && letter.reason !== reason) return false;
  if (letter.atMs < fromMs || letter.atMs >= toMs) return false;
  if (filter.letter && !isAt(letter.record, filter.letter)) return false;
  return filter.origin === undefined || comesFrom(letter, filter.origin);
}

export function isAt({ partition, offset }: Place, place: Place): boolean {
  return partition === place.partition && offset === place.offset;
}

function comesFrom({ position, origin }: DeadLetter, place: Place): boolean {
  const [, partition, offset] = origin.split('/');
  const first = { partition: Number(partition), offset: Number(offset) };
  return isAt(position, place) || isAt(first, place);
}
