import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import type { TestContext } from 'node:test';
import rhea, { type Connection, type Delivery, type EventContext, type Receiver } from 'rhea';
import { closeConnection } from '../../lib/drivers/amqp/close-connection.ts';
import type { AmqpConnection } from '../../lib/drivers/amqp/connection.ts';

/** What a network of a test's own does with a message; nothing means that it never answers. */
export type Behaviour = {
  /** Messages that it takes of an address; 100 unless said. */
  readonly credit?: (address: string) => number;
  readonly answer: (delivery: Delivery, message: EventContext['message']) => void;
};

export type ScriptedNetwork = {
  readonly connection: AmqpConnection;
  /** Links that were attached, in order. */
  readonly links: readonly Receiver[];
  /** What came, in order, whatever became of it. */
  readonly received: readonly string[];
  /** From now on. */
  readonly behave: (behaviour: Behaviour) => void;
  readonly connections: () => number;
};

/** An AMQP 1.0 peer that does what no real one can be made to do. It ends with the test. */
export async function scriptedNetwork(
  t: TestContext,
  first: Behaviour = { answer: (delivery) => delivery.accept() },
): Promise<ScriptedNetwork> {
  let { credit = plenty, answer } = first;
  const connections = new Set<Connection>();
  const links: Receiver[] = [];
  const received: string[] = [];
  const container = rhea.create_container();
  container.on('connection_open', ({ connection }: EventContext) => {
    connections.add(connection);
  });
  container.on('disconnected', () => {
    // The client has gone, as clients do.
  });
  container.on('receiver_open', ({ receiver }: EventContext) => {
    if (receiver === undefined) return;
    links.push(receiver);
    const { address } = receiver.target;
    receiver.set_target({ address });
    receiver.add_credit(credit(address));
  });
  container.on('message', ({ message, delivery }: EventContext) => {
    received.push(String(message?.body?.content));
    if (delivery) answer(delivery, message);
  });
  const server = container.listen({
    host: '127.0.0.1',
    port: 0,
    noDelay: true,
    receiver_options: { autoaccept: false, autosettle: false, credit_window: 0 },
  });
  await once(server, 'listening');
  t.after(() => {
    server.close();
    for (const connection of connections) closeConnection(connection);
  });
  const { port } = server.address() as AddressInfo;
  return {
    connection: { host: '127.0.0.1', port, clientId: 'test' },
    links,
    received,
    behave: (behaviour) => {
      ({ credit = plenty, answer } = behaviour);
    },
    connections: () => connections.size,
  };
}

function plenty(): number {
  return 100;
}
