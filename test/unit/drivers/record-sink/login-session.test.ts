import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { BrokerLogin } from '../../../../lib/drivers/broker-login/broker-login.ts';
import { loginSession } from '../../../../lib/drivers/record-sink/login-session.ts';
import type { ProduceOutcome } from '../../../../lib/drivers/record-sink/producer-session.ts';

const UNREACHABLE: ProduceOutcome = { kind: 'unreachable', cause: new Error('not let in') };
const STORED: ProduceOutcome = { kind: 'stored' };

function login(password: string, expiresAtMs?: number): BrokerLogin {
  const sasl = { mechanism: 'SCRAM-SHA-512', username: 'ada', password } as const;
  return expiresAtMs === undefined ? { sasl } : { sasl, expiresAtMs };
}

function passwordOf({ sasl }: BrokerLogin): string {
  return sasl?.mechanism === 'SCRAM-SHA-512' ? sasl.password : '';
}

/** Brokers that let one password in, after `answer`, and what happens to them. */
function world({ current = login('old'), other = undefined as BrokerLogin | undefined } = {}) {
  const events: string[] = [];
  const brokers = { letIn: 'new', answer: Promise.resolve() };
  const logins = {
    current: async () => current,
    insteadOf: async (refused: BrokerLogin) => {
      events.push(`asks instead of ${passwordOf(refused)}`);
      return other;
    },
  };
  const session = loginSession(logins, (shown) => {
    const password = passwordOf(shown);
    return {
      connect: () => events.push(`connects with ${password}`),
      produce: async () => {
        events.push(`produces with ${password}`);
        await brokers.answer;
        return password === brokers.letIn ? STORED : UNREACHABLE;
      },
      discard: () => events.push(`discards ${password}`),
    };
  });
  return { session, events, brokers };
}

describe('a session with a login', () => {
  test('sends the same records with another login when the brokers refuse the first', async () => {
    const { session, events } = world({ other: login('new') });

    assert.deepEqual(await session.produce([]), STORED);
    assert.deepEqual(events, [
      'produces with old',
      'asks instead of old',
      'discards old',
      'produces with new',
    ]);
  });

  test('tells of the refusal when there is no other login', async () => {
    const { session } = world();

    assert.deepEqual(await session.produce([]), UNREACHABLE);
  });

  test('sends nothing with another login once it is discarded', async () => {
    const { session, events, brokers } = world({ other: login('new') });
    const { promise, resolve } = Promise.withResolvers<void>();
    brokers.answer = promise;
    const produced = session.produce([]);
    await new Promise(setImmediate);

    session.discard();
    resolve();

    assert.deepEqual(await produced, UNREACHABLE);
    assert.ok(!events.includes('produces with new'));
  });

  test('has another login looked for when it is given up without an answer', async () => {
    const { session, events, brokers } = world();
    brokers.answer = new Promise(() => {});
    void session.produce([]);
    await new Promise(setImmediate);

    session.discard();

    assert.deepEqual(events, ['produces with old', 'discards old', 'asks instead of old']);
  });

  test('opens nothing when it was discarded before its login was there', async () => {
    const { session, events } = world({ current: login('new') });
    const produced = session.produce([]);

    session.discard();

    assert.equal((await produced).kind, 'unreachable');
    assert.deepEqual(events, []);
  });

  test('is expiring a minute before its login', async () => {
    const { session } = world({ current: login('new', 1_000_000) });
    await session.produce([]);

    assert.equal(session.isExpiring?.(940_000), false);
    assert.equal(session.isExpiring?.(940_001), true);
  });

  test('whose login does not expire never is', async () => {
    const { session } = world({ current: login('new') });
    await session.produce([]);

    assert.equal(session.isExpiring?.(Number.MAX_SAFE_INTEGER), false);
  });
});
