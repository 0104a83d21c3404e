import { setTimeout as pause } from 'node:timers/promises';
import { type Admin, Kafka, logLevel } from 'kafkajs';
import type { BrokerConnection, BrokerLogin, BrokerLogins } from '../broker-login/broker-login.ts';
import { loginsOf } from '../broker-login/broker-logins.ts';
import { toKafkaConfig } from './kafka-config.ts';
import './kafkajs-repairs.ts';

const REQUEST_TIMEOUT_MS = 10_000;

/** Lends an admin client. Work done at the same time shares one; it is closed when nobody uses it, because a function is frozen between its invocations. */
export type WithAdmin = <Result>(work: (admin: Admin) => Promise<Result>) => Promise<Result>;

type Lent = { readonly admin: Promise<Admin>; users: number };

export function kafkaAdmin(connection: BrokerConnection): WithAdmin {
  const logins = loginsOf(connection);
  let current: Lent | undefined;
  const lend = (): Lent => {
    current ??= { admin: connect(connection, logins), users: 0 };
    current.users += 1;
    return current;
  };
  const giveBack = async (lent: Lent) => {
    lent.users -= 1;
    if (lent.users > 0) return;
    if (current === lent) current = undefined;
    // Where it could not be had, its users have been told.
    const admin = await lent.admin.catch(() => undefined);
    await admin?.disconnect();
  };
  return async (work) => {
    const lent = lend();
    try {
      return await work(await lent.admin);
    } finally {
      await giveBack(lent);
    }
  };
}

/** With another login when the present one is refused, and there is one. */
async function connect(connection: BrokerConnection, logins: BrokerLogins): Promise<Admin> {
  const login = await logins.current();
  try {
    return await connectWith(connection, login);
  } catch (failure) {
    const other = await logins.insteadOf(login);
    if (other === undefined) throw failure;
    return connectWith(connection, other);
  }
}

async function connectWith(connection: BrokerConnection, login: BrokerLogin): Promise<Admin> {
  const kafka = new Kafka({
    ...toKafkaConfig(connection, login),
    connectionTimeout: 3000,
    authenticationTimeout: 3000,
    requestTimeout: REQUEST_TIMEOUT_MS,
    enforceRequestTimeout: true,
    // Failures reach the log where they are told; kafkajs would print brokers and stacks of its own.
    logLevel: logLevel.NOTHING,
    retry: { retries: 5, initialRetryTime: 100, maxRetryTime: 5000 },
  });
  const admin = kafka.admin();
  try {
    await admin.connect();
    return admin;
  } catch (failure) {
    await admin.disconnect();
    throw failure;
  }
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
