import { Agent } from 'node:https';
import { isIP } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import type { EventForwarder } from '../../consumption/event-forwarder.ts';
import { ServiceError } from '../../domain/errors.ts';
import { guardedLookup } from './guarded-lookup.ts';
import { post, type Answer } from './post.ts';
import { isPublicAddress } from './public-address.ts';
import { pauseOf } from './retry-after.ts';
import { toSignedHeaders } from './signature.ts';

export type Webhook = {
  /** https; from the deployment's configuration, never from a tenant. */
  readonly url: URL;
  /** Each signs; at least one. */
  readonly keys: readonly Buffer[];
  /** Milliseconds from the first byte of a request to the last of its answer. */
  readonly timeoutMs: number;
  /** Milliseconds since the Unix epoch. */
  readonly now: () => number;
  readonly agent?: Agent;
  readonly isAllowed?: (address: string) => boolean;
};

/** Posts each event, signed. A receiver that asks for a pause gets one, up to a bound: nothing is sent to it meanwhile. */
export function webhookForwarder(webhook: Webhook): EventForwarder {
  const { url, keys, timeoutMs, now, agent = new Agent({ keepAlive: true }) } = webhook;
  const isAllowed = webhook.isAllowed ?? isPublicAddress;
  const lookup = guardedLookup(isAllowed);
  let notBeforeMs = 0;

  return {
    forward: async ({ id, json: body }, signal) => {
      assertAllowed(url, isAllowed);
      await until(notBeforeMs - now(), signal);
      const timestamp = Math.floor(now() / 1000);
      const headers = {
        'content-type': 'application/json',
        'content-length': String(Buffer.byteLength(body)),
        ...toSignedHeaders({ id, timestamp, body }, keys),
      };
      const ending = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
      const answer = await answerOf(post({ url, agent, lookup, headers, body, signal: ending }));
      notBeforeMs = Math.max(notBeforeMs, now() + pauseOf(answer.retryAfter, now()));
      assertTaken(answer);
    },
  };
}

/** An address in the URL is looked up by nobody. */
function assertAllowed({ hostname }: URL, isAllowed: (address: string) => boolean): void {
  const address = hostname.replace(/^\[|\]$/g, '');
  if (isIP(address) !== 0 && !isAllowed(address)) {
    throw notForwarded('the webhook is not at a public address');
  }
}

async function until(waitMs: number, signal: AbortSignal): Promise<void> {
  if (waitMs <= 0) return;
  try {
    await pause(waitMs, undefined, { signal });
  } catch (cause) {
    throw notForwarded('the webhook asked for a longer pause than there is time', cause);
  }
}

async function answerOf(answer: Promise<Answer>): Promise<Answer> {
  try {
    return await answer;
  } catch (cause) {
    throw notForwarded('the webhook did not answer', cause);
  }
}

function assertTaken({ status }: Answer): void {
  if (status >= 200 && status < 300) return;
  const message = `the webhook answered ${status}`;
  if (isPermanent(status)) throw new ServiceError('RECORD_REJECTED', message);
  throw notForwarded(message);
}

/** The receiver has seen the event and does not want it. A redirect says nothing of the event. */
function isPermanent(status: number): boolean {
  return status >= 400 && status < 500 && status !== 408 && status !== 429;
}

function notForwarded(message: string, cause?: unknown): ServiceError {
  return new ServiceError('EVENT_NOT_FORWARDED', message, { cause });
}
