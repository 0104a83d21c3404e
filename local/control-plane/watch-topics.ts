import { pause } from '../pause.ts';
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
    return topics.filter((topic) => !known.has(topic));
  };
  const tell = (topics: readonly string[]) => {
    for (const topic of topics) {
      known.add(topic);
      found(topic);
    }
  };
  const stopping = new AbortController();
  const running = pollUntil(stopping.signal, look, tell, report);
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
  look: () => Promise<readonly string[]>,
  tell: (topics: readonly string[]) => void,
  report: Report,
): Promise<void> {
  let isAway = false;
  while (!stopping.aborted) {
    const topics = await look().catch(() => undefined);
    if (topics === undefined && !isAway) report('the broker does not answer: looking for it');
    if (topics !== undefined && isAway) report('the broker answers again');
    isAway = topics === undefined;
    tell(topics ?? []);
    await pause(EVERY_MS, stopping);
  }
}
