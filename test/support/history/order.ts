import { ownerOf, violation, type Violation } from './rules.ts';
import { firstSuccess, type Trace, type Traces } from './traces.ts';

type Success = { readonly trace: Trace; readonly line: number };

/**
 * The first successful runs of a device's events are in the order in which it sent them. One event is before another
 * when the device had its answer, whatever it said, before it sent the other; an unanswered event is therefore never too
 * late, but can still be too early. A dead letter lost its place, and may be processed at any time after.
 */
export function reorderings({ byId }: Traces): Violation[] {
  const devices = Map.groupBy(successes(byId), ({ trace }) => ownerOf(trace.sent.fact));
  return [...devices.values()].flatMap(reorderingsOfDevice);
}

function successes(byId: Traces['byId']): Success[] {
  return [...byId.values()]
    .filter(({ deadLetters }) => deadLetters.length === 0)
    .flatMap((trace) => {
      const success = firstSuccess(trace);
      return success === undefined ? [] : { trace, line: success.line };
    });
}

/** From the last success to the first, remembering the earliest answer among the events that succeeded later. */
function reorderingsOfDevice(ofDevice: Success[]): Violation[] {
  const found: Violation[] = [];
  let earliest: Success | undefined;
  for (const success of ofDevice.toSorted((a, b) => b.line - a.line)) {
    if (earliest !== undefined && isBefore(earliest.trace, success.trace)) {
      found.push(overtaking(success, earliest));
    }
    if (earliest === undefined || answerLine(success.trace) < answerLine(earliest.trace)) {
      earliest = success;
    }
  }
  return found.toReversed();
}

function isBefore(one: Trace, other: Trace): boolean {
  return answerLine(one) < other.sent.line;
}

function answerLine({ answer }: Trace): number {
  return answer?.line ?? Infinity;
}

function overtaking(early: Success, late: Success): Violation {
  const { id } = late.trace.sent.fact;
  const sent = `line ${early.trace.sent.line}: sent after ${id} was answered at line ${answerLine(late.trace)}`;
  return violation(
    'reordering',
    early.trace,
    `${sent}; first processed at line ${early.line}, before ${id} at line ${late.line}`,
  );
}
