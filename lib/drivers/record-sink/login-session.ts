import type { BrokerLogin, BrokerLogins } from '../broker-login/broker-login.ts';
import type { OutgoingRecord } from './outgoing-record.ts';
import type { ProduceOutcome, ProducerSession } from './producer-session.ts';

/** Milliseconds before a login expires after which nothing is begun with it. */
const EXPIRY_MARGIN_MS = 60_000;

type Opened = { readonly login: BrokerLogin; readonly session: ProducerSession };

/**
 * A session that gets in with the login of the moment. When the brokers cannot be reached with it and there is another one by now,
 * the same records go with that: nothing had been handed over.
 */
export function loginSession(
  logins: BrokerLogins,
  open: (login: BrokerLogin) => ProducerSession,
): ProducerSession {
  let opened: Promise<Opened> | undefined;
  let current: Opened | undefined;
  let discarded = false;
  /** Records wait for an answer of the brokers. */
  let isWaiting = false;

  function openWith(login: BrokerLogin): Opened {
    if (discarded) throw new Error('the session was discarded');
    current = { login, session: open(login) };
    return current;
  }

  function opening(): Promise<Opened> {
    opened ??= logins.current().then(openWith);
    return opened;
  }

  async function produce(records: readonly OutgoingRecord[]): Promise<ProduceOutcome> {
    const { login, session } = await opening();
    isWaiting = true;
    const outcome = await session.produce(records);
    isWaiting = false;
    if (outcome.kind !== 'unreachable' || discarded) return outcome;
    const other = await otherLogin(login, outcome.cause);
    if (other === undefined) return outcome;
    session.discard();
    const renewed = openWith(other);
    opened = Promise.resolve(renewed);
    return renewed.session.produce(records);
  }

  async function otherLogin(login: BrokerLogin, refusal: unknown) {
    try {
      return await logins.insteadOf(login);
    } catch (failure) {
      const message = 'no connection, and its secret cannot be read again';
      throw new AggregateError([refusal, failure], message, { cause: failure });
    }
  }

  return {
    connect: () => {
      // Whether that works, the first record will tell.
      opening().then(
        ({ session }) => session.connect(),
        () => undefined,
      );
    },
    produce: (records) =>
      produce(records).catch((cause: unknown) => ({ kind: 'unreachable', cause })),
    discard: () => {
      discarded = true;
      if (!current) return;
      current.session.discard();
      // Who has tried in vain until the time was up may have been refused: the next session gets what there is by then, or is told.
      if (isWaiting) logins.insteadOf(current.login).catch(() => undefined);
    },
    isExpiring: (nowMs) => nowMs > (current?.login.expiresAtMs ?? Infinity) - EXPIRY_MARGIN_MS,
  };
}
