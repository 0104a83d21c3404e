import type { IncomingMessage } from 'node:http';
import { type Agent, request as httpsRequest } from 'node:https';
import type { LookupFunction } from 'node:net';

export type Post = {
  readonly url: URL;
  readonly agent: Agent;
  readonly lookup: LookupFunction;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly signal: AbortSignal;
};

export type Answer = { readonly status: number; readonly retryAfter: string | undefined };

/** Nobody reads what a receiver says beside its status; more than this is hung up on. */
const MAX_ANSWER_BYTES = 64 * 1024;

/** Follows no redirect. @throws what kept the receiver from answering */
export async function post(order: Post): Promise<Answer> {
  const first = await tryToPost(order);
  if (first.kind === 'answered') return first.answer;
  if (!first.isStale) throw first.failure;
  const second = await tryToPost(order);
  if (second.kind === 'answered') return second.answer;
  throw second.failure;
}

type Outcome =
  | { readonly kind: 'answered'; readonly answer: Answer }
  /** Stale: the connection was kept from an earlier request, and its other end had gone meanwhile. */
  | { readonly kind: 'failed'; readonly failure: unknown; readonly isStale: boolean };

function tryToPost({ url, agent, lookup, headers, body, signal }: Post): Promise<Outcome> {
  return new Promise((resolve) => {
    let answer: Answer | undefined;
    const request = httpsRequest(
      url,
      { method: 'POST', agent, lookup, headers, signal },
      (response) => {
        const received = toAnswer(response);
        answer = received;
        readToEnd(response, () => resolve({ kind: 'answered', answer: received }));
      },
    );
    request.on('error', (failure) => {
      // Once there is a status, it counts, even if the rest does not come.
      if (answer) resolve({ kind: 'answered', answer });
      else resolve({ kind: 'failed', failure, isStale: request.reusedSocket && isReset(failure) });
    });
    request.end(body);
  });
}

function toAnswer({ statusCode = 0, headers }: IncomingMessage): Answer {
  return { status: statusCode, retryAfter: headers['retry-after'] };
}

function readToEnd(response: IncomingMessage, onEnd: () => void): void {
  let bytes = 0;
  response.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > MAX_ANSWER_BYTES) response.destroy();
  });
  response.on('error', onEnd);
  response.on('close', onEnd);
}

function isReset(failure: Error): boolean {
  return 'code' in failure && (failure.code === 'ECONNRESET' || failure.code === 'EPIPE');
}
