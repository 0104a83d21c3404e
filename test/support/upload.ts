import { type Agent, type IncomingMessage, request } from 'node:http';

export type Upload = {
  /** `http://127.0.0.1:8080`, without a path. */
  readonly address: string;
  readonly tenant: string;
  readonly authId: string;
  readonly password: string;
  readonly body: Uint8Array;
  readonly agent: Agent;
  readonly timeoutMs: number;
};

export type Answer =
  | {
      readonly kind: 'answered';
      readonly status: number;
      /** The header `Retry-After`. */
      readonly retryAfterSeconds?: number;
    }
  | { readonly kind: 'unanswered'; readonly reason: string };

/** Uploads one event as a device does: `POST /event` with HTTP Basic credentials. Never rejects. */
export function upload(event: Upload): Promise<Answer> {
  return new Promise((resolve) => {
    const pending = request(new URL('/event', event.address), {
      method: 'POST',
      agent: event.agent,
      auth: `${event.authId}@${event.tenant}:${event.password}`,
      headers: { 'content-type': 'application/json', 'content-length': event.body.byteLength },
      signal: AbortSignal.timeout(event.timeoutMs),
    });
    pending.once('error', (reason) => resolve({ kind: 'unanswered', reason: String(reason) }));
    pending.once('response', (response) => {
      response.once('close', () => resolve(toAnswer(response)));
      response.resume();
    });
    pending.end(event.body);
  });
}

function toAnswer({ statusCode: status = 0, headers }: IncomingMessage): Answer {
  const retryAfter = headers['retry-after'];
  if (retryAfter === undefined) return { kind: 'answered', status };
  return { kind: 'answered', status, retryAfterSeconds: Number(retryAfter) };
}
