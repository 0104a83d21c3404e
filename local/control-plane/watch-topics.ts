import type { Report } from '../start-failure.ts';
import { connectAdmin } from './broker.ts';

const EVERY_MS = 500;

export type TopicWatch = { readonly stop: () => Promise<void> };

/** Tells every topic of the broker once: those that exist at once, others soon after they appear. */
export function watchTopics(
  brokers: readonly string[],
  found: (topic: string) => void,
  report: Report,
): TopicWatch {
  const admin = connectAdmin(brokers);
  const known = new Set<string>();
  const look = async () => {
    const topics = await admin.listTopics();
    for (const topic of topics.filter((name) => !known.has(name))) {
      known.add(topic);
      found(topic);
    }
  };
  const stopping = new AbortController();
  const running = pollUntil(stopping.signal, look, report);
  return {
    stop: async () => {
      stopping.abort();
      await running;
      await admin.close();
    },
  };
}

/** A broker that is away is told once, and looked for until it is back. */
async function pollUntil(
  stopping: AbortSignal,
  look: () => Promise<void>,
  report: Report,
): Promise<void> {
  let isAway = false;
  while (!stopping.aborted) {
    try {
      await look();
      if (isAway) report('the broker answers again');
      isAway = false;
    } catch {
      if (!isAway) report('the broker does not answer: looking for it until it does');
      isAway = true;
    }
    await pause(EVERY_MS, stopping);
  }
}

function pause(durationMs: number, ended: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, durationMs);
  const wake = () => {
    clearTimeout(timer);
    resolve();
  };
  ended.addEventListener('abort', wake, { once: true });
  return promise.finally(() => ended.removeEventListener('abort', wake));
}
