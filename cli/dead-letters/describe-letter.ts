import { type DeadLetter, deviceOf } from '../../lib/consumption/redrive/dead-letter.ts';
import type { Examined } from '../../lib/consumption/redrive/examine-letters.ts';
import type { Verdict } from '../../lib/consumption/redrive/redrive.ts';

type State = Exclude<Examined['kind'], 'foreign'>;

/** Never a payload; a reason's message is what the handler has written. */
export function toJson(letter: DeadLetter, state: State): Readonly<Record<string, unknown>> {
  const { record, reason, message, attempts, atMs, origin, position, redrives } = letter;
  return {
    letter: placeOf(record),
    state,
    time: new Date(atMs).toISOString(),
    device: deviceOf(letter) ?? null,
    reason,
    message,
    attempts,
    redrives,
    position: placeOf(position),
    origin,
    bytes: record.value?.byteLength ?? null,
  };
}

export function toLine(letter: DeadLetter, state: State): string {
  const { record, reason, message, attempts, atMs, position, redrives } = letter;
  const columns = [
    placeOf(record).padEnd(8),
    state.padEnd(9),
    new Date(atMs).toISOString(),
    printable(deviceOf(letter) ?? '-'),
    reason,
    `${attempts} attempts, ${redrives} redrives, event ${placeOf(position)}:`,
    printable(message),
  ];
  return columns.join('  ');
}

/** Why a letter was not put back. */
export function describeVerdict(verdict: Exclude<Verdict, { kind: 'put-back' }>): string {
  if (verdict.kind === 'foreign') {
    return `${placeOf(verdict.record)}: stays, it is no dead letter of the consumer's`;
  }
  const { letter, kind } = verdict;
  return `${placeOf(letter.record)}: ${SENTENCES[kind](letter)}`;
}

const SENTENCES = {
  duplicate: () => 'dropped, a copy of one before it or of an event that is back',
  kept: ({ redrives }: DeadLetter) =>
    `stays, its event was put back ${redrives} times already (--max-redrives)`,
  expired: () => 'stays, its event has expired',
};

export function placeOf({ partition, offset }: { partition: number; offset: number }): string {
  return `${partition}/${offset}`;
}

/** What came from outside does not steer a terminal. */
export function printable(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}]/gu, (character) => {
    return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
  });
}
