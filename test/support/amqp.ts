import type { TestContext } from 'node:test';
import rhea, { type Connection, type EventContext, type Message } from 'rhea';
import { closeConnection } from '../../lib/drivers/amqp/close-connection.ts';
import type { AmqpConnection } from '../../lib/drivers/amqp/connection.ts';
import { until } from './until.ts';

/** Tenants whose names start so take messages of 5,000 bytes at most: see `test/run.ts`. */
export const SMALL_MESSAGES = 'small-';

/** @throws {Error} the test run has started no network. */
export function testAmqp(): AmqpConnection {
  const port = Number(process.env['TEST_AMQP_PORT']);
  if (!Number.isInteger(port)) {
    throw new Error('TEST_AMQP_PORT is not set: run the tests with `node test/run.ts`');
  }
  return { host: '127.0.0.1', port, clientId: 'test' };
}

/** The texts of an address's messages, taken from it as they come. */
export function collectMessages(
  t: TestContext,
  address: string,
  network = testAmqp(),
): readonly string[] {
  const texts: string[] = [];
  receive(t, address, network, ({ body }) => texts.push(String(body.content)));
  return texts;
}

/** Messages as they wait at an address, in order, taken from it once there are so many. */
export async function takeMessages(
  t: TestContext,
  address: string,
  count: number,
  network = testAmqp(),
): Promise<readonly Message[]> {
  const messages: Message[] = [];
  const connection = receive(t, address, network, (message) => messages.push(message));
  await until(() => messages.length >= count);
  closeConnection(connection);
  return messages;
}

/** What waits at an address now, in order; it is taken from it. */
export async function takeWaiting(
  address: string,
  { host, port }: AmqpConnection,
): Promise<readonly Message[]> {
  const options = { host, port, username: 'anonymous', reconnect: false };
  const connection = rhea.create_container().connect(options);
  const drained = Promise.withResolvers<void>();
  const messages: Message[] = [];
  for (const event of ['disconnected', 'receiver_drained', 'receiver_error']) {
    connection.on(event, () => drained.resolve());
  }
  const receiver = connection.open_receiver({ source: address, credit_window: 0 });
  receiver.on('message', ({ message }: EventContext) => message && messages.push(message));
  receiver.once('receiver_open', () => {
    receiver.add_credit(1_000);
    receiver.drain_credit();
  });
  await drained.promise;
  closeConnection(connection);
  return messages;
}

function receive(
  t: TestContext,
  address: string,
  { host, port }: AmqpConnection,
  onMessage: (message: Message) => void,
): Connection {
  const options = { host, port, username: 'anonymous', reconnect: false };
  const connection = rhea.create_container().connect(options);
  connection.on('disconnected', () => {
    // Whoever waits for messages runs into the test's time limit.
  });
  t.after(() => closeConnection(connection));
  const receiver = connection.open_receiver({ source: address });
  receiver.on('message', ({ message }: EventContext) => message && onMessage(message));
  return connection;
}
