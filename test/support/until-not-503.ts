import { untilAnswered } from './until.ts';

type Answer = { readonly status: number };

/**
 * Asks again, as a device does, as long as the answer is 503: on a machine with much else to do a deadline passes although
 * nothing is wrong. What was answered 503 may have been stored all the same.
 *
 * @returns the first other answer
 * @throws {Error} there is none in time.
 */
export async function untilNot503<T extends Answer>(ask: () => Promise<T>): Promise<T> {
  return untilAnswered(async () => {
    const answer = await ask();
    return answer.status === 503 ? undefined : answer;
  }, ask);
}
