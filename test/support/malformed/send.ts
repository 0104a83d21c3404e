import { connect } from 'node:net';
import type { MalformedRequest } from './requests.ts';

/** What a client saw until its connection ended. */
export type Seen = {
  /** Of every answer on the connection; none where it was closed without one. */
  readonly statuses: readonly number[];
  /** The connection was still open when patience ended. */
  readonly isHanging: boolean;
  readonly latencyMs: number;
};

/** Longer than API Gateway waits for a function. */
const PATIENCE_MS = 35_000;

/** Sends a request on a connection of its own, and waits until the server ends it. Never rejects. */
export function sendMalformed(
  url: string,
  { bytes, isUnfinished }: MalformedRequest,
): Promise<Seen> {
  const startedMs = performance.now();
  const { hostname, port } = new URL(url);
  const socket = connect({ host: hostname, port: Number(port), allowHalfOpen: true });
  const received: Buffer[] = [];
  let isHanging = false;
  socket.setTimeout(PATIENCE_MS, () => {
    isHanging = true;
    socket.destroy();
  });
  socket.on('data', (chunk) => received.push(chunk));
  // A reset is an answer too; `close` follows it. After the other side's end nothing can come, and a reset frees the port.
  socket.on('error', () => undefined);
  socket.on('end', () => socket.resetAndDestroy());
  socket.write(bytes);
  if (isUnfinished) socket.end();
  return new Promise((resolve) => {
    socket.once('close', () => {
      const latencyMs = performance.now() - startedMs;
      resolve({ statuses: statusesOf(Buffer.concat(received)), isHanging, latencyMs });
    });
  });
}

/** `100 Continue` is no answer. */
function statusesOf(answers: Buffer): number[] {
  const lines = answers.toString('latin1').matchAll(/HTTP\/1\.1 (\d{3}) /g);
  return Array.from(lines, ([, status]) => Number(status)).filter((status) => status !== 100);
}
