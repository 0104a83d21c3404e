import type { Connection } from 'rhea';

const PATIENCE_MS = 500;

/** Says good-bye, waits a little for the answer, and leaves neither socket nor timer behind. */
export function closeConnection(connection: Connection): void {
  const limit = setTimeout(() => destroySocket(connection), PATIENCE_MS);
  connection.once('disconnected', () => {
    clearTimeout(limit);
    // rhea sets its heartbeats once more when it has written its last frame.
    setImmediate(() => clearHeartbeats(connection));
  });
  connection.close();
  if (!connection.is_remote_open()) destroySocket(connection);
}

function destroySocket(connection: Connection): void {
  connection['socket']?.destroy();
  setImmediate(() => clearHeartbeats(connection));
}

function clearHeartbeats(connection: Connection): void {
  clearTimeout(connection['heartbeat_in']);
  clearTimeout(connection['heartbeat_out']);
}
