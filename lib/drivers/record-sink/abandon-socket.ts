import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';

/** Ends a connection at once; what it had still to send is not sent, as far as the system lets us. */
export function abandonSocket(socket: Socket): void {
  socket.on('error', () => {
    // Nobody is left who wants to know.
  });
  if (isResettable(socket)) {
    // A reset alone waits until everything is sent.
    socket.resetAndDestroy().destroy();
  } else {
    socket.destroy(new Error('the session was discarded'));
  }
}

/** The others refuse to be reset; one that was ended already would stay open and keep the process busy for ever. */
function isResettable(socket: Socket): boolean {
  return !(socket.connecting || socket.writableEnded || socket instanceof TLSSocket);
}
