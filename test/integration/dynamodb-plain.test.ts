import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, test, type TestContext } from 'node:test';
import { dynamoDbDeviceRegistry } from '../../lib/drivers/dynamodb/device-registry.ts';
import { type BatchGet, itemReader } from '../../lib/drivers/dynamodb/item-reader.ts';
import type { Access } from '../../lib/drivers/dynamodb/plain/access.ts';
import { plainBatchGet } from '../../lib/drivers/dynamodb/plain/batch-get.ts';
import { dynamoDbRegistryStore } from '../../lib/drivers/dynamodb/registry-store.ts';
import { deviceRegistryContract } from '../contract/device-registry.ts';
import { testDynamoDbEndpoint } from '../support/dynamodb.ts';
import { registryTable } from '../support/registry-table.ts';

const KEYS = [{ pk: 'a', sk: 'b' }];
const ANSWER = '{"Responses":{"table":[]},"UnprocessedKeys":{}}';

function accessTo(endpoint: string): Access {
  const region = 'eu-central-1';
  const endpointUrl = new URL(endpoint);
  return {
    endpoint: endpointUrl,
    region,
    keyId: 'test',
    secretKey: 'test',
    sessionToken: undefined,
  };
}

function read(batchGet: BatchGet, attemptMs = 1000) {
  return batchGet(KEYS, { abortSignal: AbortSignal.timeout(2000), requestTimeout: attemptMs });
}

/** @param answers a status and a body for each request; undefined hangs up */
async function serviceOf(t: TestContext, answers: readonly ([number, string] | undefined)[]) {
  const left = [...answers];
  const server = createServer((_request, response) => {
    const [status, body] = left.shift() ?? [];
    if (status === undefined) response.socket?.destroy();
    else response.writeHead(status).end(body);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { read: plainBatchGet(() => accessTo(endpoint), 'table', Date.now), left };
}

deviceRegistryContract('dynamodb, read plainly', async (t) => {
  const { client, name } = await registryTable(t);
  const batchGet = plainBatchGet(() => accessTo(testDynamoDbEndpoint()), name, Date.now);
  return {
    devices: dynamoDbDeviceRegistry(itemReader(batchGet)),
    store: dynamoDbRegistryStore(client, name),
  };
});

describe('reading plainly', () => {
  test('fails with the code of the answer, and without its message', async (t) => {
    const refusal = '{"__type":"com.amazonaws#ThrottlingException","message":"of key secret"}';
    const service = await serviceOf(t, [[400, refusal]]);

    await assert.rejects(read(service.read), {
      message: 'DynamoDB answered 400: com.amazonaws#ThrottlingException',
    });
  });

  test('fails with an answer that is none', async (t) => {
    for (const answer of ['', '{}', '[]', 'null', '{"Responses":{"table":[{"pk":{"SS":[]}}]}}']) {
      const service = await serviceOf(t, [[200, answer]]);

      await assert.rejects(read(service.read), answer);
    }
  });

  test('tells which keys were left out', async (t) => {
    const left = '"UnprocessedKeys":{"table":{"Keys":[{"pk":{"S":"a"},"sk":{"S":"b"}}]}}';
    const service = await serviceOf(t, [[200, `{"Responses":{"table":[]},${left}}`]]);

    assert.deepEqual(await read(service.read), { items: [], unprocessed: KEYS });
  });

  test('asks again on a new connection when a kept one is dead', async (t) => {
    const service = await serviceOf(t, [[200, ANSWER], undefined, [200, ANSWER]]);

    await read(service.read);
    assert.deepEqual((await read(service.read)).items, []);
    assert.deepEqual(service.left, []);
  });

  test('asks once on a new connection', async (t) => {
    const service = await serviceOf(t, [undefined, [200, ANSWER]]);

    await assert.rejects(read(service.read), { code: 'ECONNRESET' });
    assert.equal(service.left.length, 1);
  });
});
