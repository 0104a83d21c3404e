/** Sends uploads over connections that are kept, one at a time on each; told by messages what, and answers with what it saw. */
import { connect, type Socket } from 'node:net';
import { runTogether } from '../load.ts';
import type { UploadOrder, UploadReport } from '../upload-process.ts';

process.on('message', (order: UploadOrder) => void carryOut(order));
process.once('disconnect', () => process.exit());

async function carryOut({
  port,
  width,
  count,
  limitMs,
  authorizations,
}: UploadOrder): Promise<void> {
  const requests = authorizations.map((authorization) => toRequest(port, authorization));
  const connections = await Promise.all(Array.from({ length: width }, () => open(port)));
  const statuses: Record<string, number> = {};
  const send = async (number: number): Promise<void> => {
    const connection = connections.pop();
    const request = requests[number % requests.length];
    if (!connection || !request) throw new Error('more uploads at a time than connections');
    const status = await exchange(connection, request);
    statuses[status] = (statuses[status] ?? 0) + 1;
    connections.push(connection);
  };
  const { perSecond, latencies } = await runTogether(width, count, send, limitMs);
  for (const connection of connections) connection.destroy();
  process.send?.({ perSecond, latencies, statuses } satisfies UploadReport);
}

function open(port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: '127.0.0.1', port, noDelay: true }, () => resolve(socket));
    socket.once('error', reject);
  });
}

const BODY = JSON.stringify({ temperature: 21.5, note: 'x'.repeat(224) });

function toRequest(port: number, authorization: string): Buffer {
  return Buffer.from(
    [
      'POST /event HTTP/1.1',
      `Host: 127.0.0.1:${port}`,
      `Authorization: ${authorization}`,
      'Content-Type: application/json',
      `Content-Length: ${Buffer.byteLength(BODY)}`,
      '',
      BODY,
    ].join('\r\n'),
  );
}

/** The answer to an upload is small: it comes in one piece. */
function exchange(socket: Socket, request: Buffer): Promise<string> {
  return new Promise((resolve) => {
    socket.once('data', (answer) => resolve(answer.toString('latin1', 9, 12)));
    socket.write(request);
  });
}
