import { setTimeout as pause } from 'node:timers/promises';
import { StartFailure } from './start-failure.ts';

/** Hono's management API, as its operator calls it. */
export type ManagementApi = {
  /**
   * Asks again for a while when the answer is 503, as on a machine that is busy; what the registry did all the same counts
   * as done then.
   *
   * @throws {StartFailure} the answer's status is none of those expected.
   */
  readonly call: (
    method: string,
    path: string,
    body: unknown,
    expected: readonly number[],
  ) => Promise<Response>;
};

const BUSY = 503;
const ATTEMPTS = 30;
const RETRY_MS = 1000;
/** What the registry says to a change that it has made before. */
const MADE_BEFORE: Readonly<Record<string, number>> = { POST: 409, DELETE: 404 };

/** @param admin `user:password` @param retryMs between two attempts, in milliseconds */
export function managementApi(url: string, admin: string, retryMs = RETRY_MS): ManagementApi {
  const authorization = `Basic ${Buffer.from(admin).toString('base64')}`;
  const ask = (method: string, path: string, body: unknown): Promise<Response> =>
    fetch(`${url}/v1${path}`, {
      method,
      headers: { authorization, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  return {
    call: async (method, path, body, expected) => {
      const isExpected = ({ status }: Response) => expected.includes(status);
      let answer = await ask(method, path, body);
      if (isExpected(answer)) return answer;
      for (let attempt = 2; answer.status === BUSY && attempt <= ATTEMPTS; attempt += 1) {
        await pause(retryMs);
        answer = await ask(method, path, body);
        if (isExpected(answer) || answer.status === MADE_BEFORE[method]) return answer;
      }
      throw refused(method, path, answer);
    },
  };
}

export function refused(method: string, path: string, { status }: Response): StartFailure {
  return new StartFailure(
    `The registry answered ${status} to ${method} /v1${path}: see its lines above, or begin anew with npm start -- --fresh.`,
  );
}
