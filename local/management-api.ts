import { StartFailure } from './start-failure.ts';

/** Hono's management API, as its operator calls it. */
export type ManagementApi = {
  /** @throws {StartFailure} the answer's status is none of those expected. */
  readonly call: (
    method: string,
    path: string,
    body: unknown,
    expected: readonly number[],
  ) => Promise<Response>;
};

/** @param admin `user:password` */
export function managementApi(url: string, admin: string): ManagementApi {
  const authorization = `Basic ${Buffer.from(admin).toString('base64')}`;
  return {
    call: async (method, path, body, expected) => {
      const answer = await fetch(`${url}/v1${path}`, {
        method,
        headers: { authorization, 'content-type': 'application/json' },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      if (expected.includes(answer.status)) return answer;
      throw refused(method, path, answer);
    },
  };
}

export function refused(method: string, path: string, { status }: Response): StartFailure {
  return new StartFailure(
    `The registry answered ${status} to ${method} /v1${path}: see its lines above, or begin anew with npm start -- --fresh.`,
  );
}
