import type { Connection, ConnectionPool } from '@platformatic/kafka';
import { abandonSocket } from '../record-sink/abandon-socket.ts';
import { isRefusedLogin } from './kafka-errors.ts';

/**
 * Those that are open or on their way.
 *
 * @param refuse told when a broker refuses the login, which the client would try again
 */
export function trackConnections(
  pool: ConnectionPool,
  refuse: (failure: Error) => void,
): ReadonlySet<Connection> {
  const connections = new Set<Connection>();
  pool.on('connecting', ({ connection }) => {
    connections.add(connection);
    connection.on('error', (failure) => {
      if (isRefusedLogin(failure)) refuse(failure);
      // Whoever waits for the connection is told; a second error would find no listener and end the process.
    });
  });
  pool.on('failed', ({ connection }) => {
    connections.delete(connection);
    abandonSocket(connection.socket);
  });
  pool.on('disconnect', ({ connection }) => connections.delete(connection));
  return connections;
}
