import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';

const LOOPBACK = '127.0.0.1';

/** @returns ports of the loopback address that nobody listens on, all different; somebody may take one before its use. */
export async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(Array.from({ length: count }, () => listen(0)));
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map((server) => close(server)));
  return ports;
}

/** Whether a server of ours could listen on the port. */
export async function isFree(port: number): Promise<boolean> {
  try {
    await close(await listen(port));
    return true;
  } catch (failure) {
    if (isAddressInUse(failure)) return false;
    throw failure;
  }
}

function isAddressInUse(failure: unknown): boolean {
  return failure instanceof Error && 'code' in failure && failure.code === 'EADDRINUSE';
}

async function listen(port: number) {
  const server = createServer();
  server.listen(port, LOOPBACK);
  await once(server, 'listening');
  return server;
}

async function close(server: Awaited<ReturnType<typeof listen>>): Promise<void> {
  server.close();
  await once(server, 'close');
}
