import RequestQueue from 'kafkajs/src/network/requestQueue/index.js';
import produceV3 from 'kafkajs/src/protocol/requests/produce/v3/response.js';
import produceV4 from 'kafkajs/src/protocol/requests/produce/v4/response.js';
import produceV5 from 'kafkajs/src/protocol/requests/produce/v5/response.js';
import produceV6 from 'kafkajs/src/protocol/requests/produce/v6/response.js';
import produceV7 from 'kafkajs/src/protocol/requests/produce/v7/response.js';

/**
 * Two repairs of kafkajs 2.2.4, which is pinned and no longer maintained. Importing this module applies them.
 *
 * @see docs/decisions/0013
 */

export type ProduceResponse = Awaited<ReturnType<typeof produceV7.parse>>;

const produceResponses = new WeakMap<object, ProduceResponse>();

/**
 * kafkajs reports the first refused partition of a produce request and forgets which ones were appended.
 *
 * @returns what the broker answered, if `failure` or what caused it came out of a produce response.
 */
export function produceResponseOf(failure: unknown): ProduceResponse | undefined {
  for (let cause = failure; typeof cause === 'object' && cause !== null;) {
    const response = produceResponses.get(cause);
    if (response) return response;
    cause = (cause as { cause?: unknown }).cause;
  }
  return undefined;
}

for (const response of [produceV3, produceV4, produceV5, produceV6, produceV7]) {
  const { parse } = response;
  response.parse = async (data) => {
    try {
      return await parse(data);
    } catch (failure) {
      if (typeof failure === 'object' && failure !== null) produceResponses.set(failure, data);
      throw failure;
    }
  };
}

/** Milliseconds between looks at requests that wait for a free place in flight, as kafkajs has it. */
const PENDING_CHECK_MS = 10;

/** An idle connection otherwise wakes the process about 900 times a second (tulios/kafkajs#1751). */
RequestQueue.prototype.scheduleCheckPendingRequests = function scheduleCheckPendingRequests() {
  if (this.throttleCheckTimeoutId || this.pending.length === 0) return;
  const delayMs = Math.max(this.throttledUntil - Date.now(), PENDING_CHECK_MS);
  this.throttleCheckTimeoutId = setTimeout(() => {
    this.throttleCheckTimeoutId = null;
    this.checkPendingRequests();
  }, delayMs);
};
