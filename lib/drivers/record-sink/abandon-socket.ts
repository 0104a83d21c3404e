import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';

/** Ends a connection at once; what it had still to send is not sent, as far as the system lets us. */
export function abandonSocket(socket: Socket): void {
  socket.on('error', () => {
    // Nobody is left who wants to know.
  });
  // Only a plain connection that is open can be reset.
  if (socket.connecting || socket instanceof TLSSocket) {
    socket.destroy(new Error('the session was discarded'));
  } else {
    socket.resetAndDestroy();
  }
}
