import { Admin } from '@platformatic/kafka';
import { type Report, StartFailure } from '../start-failure.ts';

const EVERY_MS = 500;
const PATIENCE_MS = 5_000;

export type TopicWatch = { readonly stop: () => Promise<void> };

/**
 * Tells every topic of the broker once: those that exist at once, others soon after they appear.
 *
 * @throws {StartFailure} no broker answers.
 */
export async function watchTopics(
  brokers: readonly string[],
  found: (topic: string) => void,
  report: Report,
): Promise<TopicWatch> {
  const admin = connect(brokers);
  const known = new Set<string>();
  const look = async () => {
    const topics = await admin.listTopics();
    for (const topic of topics.filter((name) => !known.has(name))) {
      known.add(topic);
      found(topic);
    }
  };
  await firstLook(look, brokers, admin);
  const polling = poll(look, report);
  return {
    stop: async () => {
      await polling.stop();
      await admin.close();
    },
  };
}

function connect(brokers: readonly string[]): Admin {
  return new Admin({
    clientId: 'tidegate-control-plane',
    bootstrapBrokers: [...brokers],
    connectTimeout: PATIENCE_MS,
    timeout: PATIENCE_MS,
    retries: 0,
  });
}

async function firstLook(
  look: () => Promise<void>,
  brokers: readonly string[],
  admin: Admin,
): Promise<void> {
  try {
    await look();
  } catch (cause) {
    await admin.close();
    throw new StartFailure(
      `No broker answers at ${brokers.join(', ')}: start it, or unset KAFKA_BROKERS to have one started.`,
      { cause },
    );
  }
}

/** A broker that is away is told once, and looked for until it is back. */
function poll(look: () => Promise<void>, report: Report): TopicWatch {
  const stopping = new AbortController();
  const running = pollUntil(stopping.signal, look, report);
  return {
    stop: async () => {
      stopping.abort();
      await running;
    },
  };
}

async function pollUntil(
  stopping: AbortSignal,
  look: () => Promise<void>,
  report: Report,
): Promise<void> {
  let away = false;
  for (;;) {
    await pause(EVERY_MS, stopping);
    if (stopping.aborted) return;
    try {
      await look();
      if (away) report('the broker answers again');
      away = false;
    } catch {
      if (!away) report('the broker does not answer: looking for it until it does');
      away = true;
    }
  }
}

function pause(durationMs: number, signal: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, durationMs);
  signal.addEventListener('abort', () => {
    clearTimeout(timer);
    resolve();
  });
  return promise;
}
