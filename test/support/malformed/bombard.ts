import { type Aim, type MalformedRequest, malformedRequests } from './requests.ts';
import { type Seen, sendMalformed } from './send.ts';

export type Outcome = { readonly request: MalformedRequest; readonly seen: Seen };

export type Bombardment = {
  readonly url: string;
  readonly aim: Aim;
  readonly count: number;
  readonly seed: number;
  /** Called once for each request. */
  readonly judge: (outcome: Outcome) => void;
};

/** Left without an end, or answered with a 5xx. */
export function isWrong({ seen }: Outcome): boolean {
  return seen.isHanging || seen.statuses.some((status) => status >= 500);
}

export function answerOf({ seen }: Outcome): string {
  return seen.statuses.join(' ') || 'cut off';
}

/** Few enough that no function refuses one because of the others. */
const AT_ONCE = 4;

/** Made at a time, because a hundred thousand requests are too much to hold. */
const SERIES = 1_000;

/** Sends malformed requests, each on a connection of its own; the same ones for a seed. */
export async function bombard({ url, aim, count, seed, judge }: Bombardment): Promise<void> {
  for (let sent = 0; sent < count; sent += SERIES) {
    const requests = malformedRequests(aim, Math.min(SERIES, count - sent), seed + sent);
    const send = async () => {
      for (let request = requests.pop(); request !== undefined; request = requests.pop()) {
        judge({ request, seen: await sendMalformed(url, request) });
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, send));
  }
}
