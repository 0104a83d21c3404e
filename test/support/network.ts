import { connect } from 'node:net';

/** Whether somebody takes connections there. All of 127/8 is this machine, so a server on all addresses answers on 127.0.0.2 too. */
export function answersOn(host: string, port: number): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const socket = connect(port, host);
  socket.once('connect', () => resolve(true));
  socket.once('error', () => resolve(false));
  return promise.finally(() => socket.destroy());
}
