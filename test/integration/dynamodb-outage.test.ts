import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { describe, test, type TestContext } from 'node:test';
import { dynamoDbDeviceRegistry } from '../../lib/drivers/dynamodb/device-registry.ts';
import { readerOf } from '../../lib/drivers/dynamodb/table.ts';
import { dynamoDbRegistryStore } from '../../lib/drivers/dynamodb/registry-store.ts';
import { testClient } from '../support/registry-table.ts';
import { assertRefused, change, deviceId, newTenantId } from '../support/registry-values.ts';

/** A server that takes connections and says nothing. */
async function silentEndpoint(t: TestContext): Promise<string> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => void sockets.add(socket));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function closedEndpoint(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return `http://127.0.0.1:${port}`;
}

const outages = { 'does not answer': silentEndpoint, 'is not there': closedEndpoint };

for (const [outage, endpointOf] of Object.entries(outages)) {
  void describe(`a store that ${outage}`, () => {
    void test('makes look-ups unavailable', async (t) => {
      const devices = dynamoDbDeviceRegistry(
        readerOf({ client: testClient(t, await endpointOf(t)), name: 'table' }),
      );
      const tenant = newTenantId();

      await assertRefused(devices.findTenant(tenant), 'REGISTRY_UNAVAILABLE');
      await assertRefused(
        devices.findCredentials(tenant, 'hashed-password', 'a'),
        'REGISTRY_UNAVAILABLE',
      );
      await assertRefused(
        devices.findRegistrations(tenant, [deviceId('d')]),
        'REGISTRY_UNAVAILABLE',
      );
    });

    void test('makes writes unavailable', async (t) => {
      const store = dynamoDbRegistryStore(testClient(t, await endpointOf(t)), 'table');

      await assertRefused(store.createTenant(newTenantId(), {}, change()), 'REGISTRY_UNAVAILABLE');
    });
  });
}
