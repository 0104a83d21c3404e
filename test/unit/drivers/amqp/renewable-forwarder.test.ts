import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { AmqpConnection } from '../../../../lib/drivers/amqp/connection.ts';
import type { Forwarder } from '../../../../lib/drivers/amqp/forwarder.ts';
import type { Outcome } from '../../../../lib/drivers/amqp/outcome.ts';
import { renewableForwarder } from '../../../../lib/drivers/amqp/renewable-forwarder.ts';

const ACCEPTED: Outcome = { kind: 'accepted' };
const UNAUTHORIZED: Outcome = {
  kind: 'unreachable',
  cause: Object.assign(new Error('no'), { condition: 'amqp:unauthorized-access' }),
};

void describe('forwarding with a secret', () => {
  void test('reads it once, however many messages there are', async () => {
    const { forward, opened, reads } = under(['old'], () => ACCEPTED);

    await Promise.all([forward(), forward(), forward()]);

    assert.deepEqual(opened, ['old']);
    assert.equal(reads(), 1);
  });

  void test('says that nothing was sent while it cannot be read, and reads it again', async () => {
    const { forward, opened } = under([new Error('no secret'), 'present'], () => ACCEPTED);

    assert.equal((await forward()).kind, 'unreachable');
    assert.equal((await forward()).kind, 'accepted');
    assert.deepEqual(opened, ['present']);
  });

  void test('asks for the present one after the network has refused it, not after any failure', async () => {
    let outcome: Outcome = { kind: 'released' };
    const { forward, opened, closed } = under(['old', 'new'], (name) =>
      name === 'new' ? ACCEPTED : outcome,
    );
    await forward();
    await forward();
    assert.deepEqual(opened, ['old']);

    outcome = UNAUTHORIZED;
    assert.equal((await forward()).kind, 'unreachable');
    assert.equal((await forward()).kind, 'accepted');

    assert.deepEqual(opened, ['old', 'new']);
    assert.deepEqual(closed, ['old']);
  });
});

/** @param secrets what one look after the other finds */
function under(secrets: readonly (string | Error)[], outcomeOf: (name: string) => Outcome) {
  const opened: string[] = [];
  const closed: string[] = [];
  let kept: AmqpConnection | undefined;
  let looks = 0;
  const look = (): AmqpConnection => {
    const found = secrets[looks];
    looks += 1;
    if (typeof found !== 'string') throw found ?? new Error('nothing more to find');
    kept = { host: found, port: 5671, clientId: 'test' };
    return kept;
  };
  const connections = { current: async () => kept ?? look(), insteadOf: async () => look() };
  const open = ({ host: name }: AmqpConnection): Forwarder => {
    opened.push(name);
    return { forward: async () => outcomeOf(name), close: () => void closed.push(name) };
  };
  const { forward } = renewableForwarder(connections, open);
  return {
    forward: () => forward('event/tenant-1', { body: 'hello' }),
    opened,
    closed,
    reads: () => looks,
  };
}
