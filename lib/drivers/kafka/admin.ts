import { setTimeout as pause } from 'node:timers/promises';
import { type Admin, Kafka, logLevel } from 'kafkajs';
import './kafkajs-repairs.ts';
import type { KafkaConnection } from './producer-session.ts';

const REQUEST_TIMEOUT_MS = 10_000;

/** Lends an admin client. Work done at the same time shares one; it is closed when nobody uses it, because a function is frozen between its invocations. */
export type WithAdmin = <Result>(work: (admin: Admin) => Promise<Result>) => Promise<Result>;

type Lent = { readonly admin: Admin; readonly connected: Promise<void>; users: number };

export function kafkaAdmin(connection: KafkaConnection): WithAdmin {
  const kafka = new Kafka({
    ...connection,
    brokers: [...connection.brokers],
    connectionTimeout: 3000,
    authenticationTimeout: 3000,
    requestTimeout: REQUEST_TIMEOUT_MS,
    enforceRequestTimeout: true,
    // Failures reach the log where they are told; kafkajs would print brokers and stacks of its own.
    logLevel: logLevel.NOTHING,
    retry: { retries: 5, initialRetryTime: 100, maxRetryTime: 5000 },
  });
  let current: Lent | undefined;
  const lend = (): Lent => {
    if (current === undefined) {
      const admin = kafka.admin();
      current = { admin, connected: admin.connect(), users: 0 };
    }
    current.users += 1;
    return current;
  };
  const giveBack = async (lent: Lent) => {
    lent.users -= 1;
    if (lent.users > 0) return;
    if (current === lent) current = undefined;
    await lent.admin.disconnect();
  };
  return async (work) => {
    const lent = lend();
    try {
      await lent.connected;
      return await work(lent.admin);
    } finally {
      await giveBack(lent);
    }
  };
}

const PAUSES_MS = [100, 300, 900, 2700];

/** A coordinator that has just moved answers a moment later; kafkajs leaves some of its calls to their callers. */
export async function persist<Result>(ask: () => Promise<Result>): Promise<Result> {
  for (const pauseMs of PAUSES_MS) {
    try {
      return await ask();
    } catch (failure) {
      if (!isRetriable(failure)) throw failure;
      await pause(pauseMs);
    }
  }
  return ask();
}

function isRetriable(failure: unknown): boolean {
  return (failure as { readonly retriable?: unknown }).retriable === true;
}
