import { Agent, type IncomingHttpHeaders, request, type RequestOptions } from 'node:http';
import { text } from 'node:stream/consumers';
import type { ErrorPayload } from '../lambda/outcome.ts';

export type Invocation = {
  readonly requestId: string;
  /** Milliseconds since the Unix epoch. */
  readonly deadlineMs: number;
  /** JSON. */
  readonly event: string;
  readonly traceId: string;
};

/** The runtime's side of the Runtime API. */
export type RuntimeClient = {
  /** Waits for as long as it takes. */
  readonly next: () => Promise<Invocation>;
  /** @param payload JSON */
  readonly succeed: (requestId: string, payload: string) => Promise<void>;
  readonly fail: (requestId: string, error: ErrorPayload) => Promise<void>;
  /** The environment ends with this. */
  readonly giveUp: (error: ErrorPayload) => Promise<void>;
};

type Answer = { readonly headers: IncomingHttpHeaders; readonly body: string };

/** @param address `host:port` */
export function runtimeClient(address: string): RuntimeClient {
  const [host, port] = address.split(':');
  const connection = { host, port, agent: new Agent({ keepAlive: true }) };
  const post = async (path: string, body: string, errorType?: string): Promise<void> => {
    const headers = {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
      ...(errorType === undefined ? {} : { 'lambda-runtime-function-error-type': errorType }),
    };
    await call(
      { ...connection, method: 'POST', path: `/2018-06-01/runtime${path}`, headers },
      body,
    );
  };
  const postError = (path: string, error: ErrorPayload) =>
    post(path, JSON.stringify(error), error.errorType ?? 'Error');
  return {
    next: async () => {
      const path = '/2018-06-01/runtime/invocation/next';
      return toInvocation(await call({ ...connection, path }));
    },
    succeed: (requestId, payload) => post(`/invocation/${requestId}/response`, payload),
    fail: (requestId, error) => postError(`/invocation/${requestId}/error`, error),
    giveUp: (error) => postError('/init/error', error),
  };
}

function call(options: RequestOptions, body?: string): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = request(options, (response) => {
      text(response).then(
        (received) => resolve({ headers: response.headers, body: received }),
        reject,
      );
    });
    sent.on('error', reject).end(body);
  });
}

function toInvocation({ headers, body }: Answer): Invocation {
  return {
    requestId: String(headers['lambda-runtime-aws-request-id']),
    deadlineMs: Number(headers['lambda-runtime-deadline-ms']),
    event: body,
    traceId: String(headers['lambda-runtime-trace-id']),
  };
}
