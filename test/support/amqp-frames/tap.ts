import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import type { TestContext } from 'node:test';
import { type Frame, frameReader, type Performative } from './frames.ts';
import { type Section, sectionsOf } from './sections.ts';

/** A way to a messaging network on which every frame is read as it goes by. */
export type Tap = {
  readonly port: number;
  /** Those of one kind, in order. */
  readonly frames: (from: Frame['from'], performative: Performative) => readonly Frame[];
  /** The messages that the client has transferred, each by its sections. */
  readonly messages: () => readonly (readonly Section[])[];
};

/** It ends with the test. @param target the network's port on the loopback address */
export async function tapAmqp(t: TestContext, target: number): Promise<Tap> {
  const seen: Frame[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    const network = connect(target, '127.0.0.1');
    carry(client, network, frameReader('client'));
    carry(network, client, frameReader('network'));
  });

  function carry(from: Socket, to: Socket, read: (bytes: Buffer) => Frame[]): void {
    sockets.add(from);
    from.setNoDelay(true);
    from.on('data', (bytes: Buffer) => {
      seen.push(...read(bytes));
      to.write(bytes);
    });
    from.on('error', () => {
      // `close` follows and ends the other side.
    });
    from.once('close', () => to.destroy());
  }

  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  const { port } = server.address() as AddressInfo;
  const frames: Tap['frames'] = (from, performative) =>
    seen.filter((frame) => frame.from === from && frame.performative === performative);
  return {
    port,
    frames,
    messages: () => frames('client', 'transfer').map(({ payload }) => sectionsOf(payload)),
  };
}
