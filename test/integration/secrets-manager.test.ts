import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { describe, test, type TestContext } from 'node:test';
import { secretReader } from '../../lib/drivers/secrets/read-secret.ts';

const SECRETS: Readonly<Record<string, object>> = {
  brokers: { SecretString: '{"username":"ada","password":"s3cret"}' },
  bytes: { SecretBinary: 'AAAA' },
};

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { SecretId: id } = (await json(request)) as { SecretId: string };
  const found = SECRETS[id];
  response.writeHead(found ? 200 : 400, { 'content-type': 'application/x-amz-json-1.1' });
  response.end(JSON.stringify(found ?? { __type: 'ResourceNotFoundException' }));
}

/** What of Secrets Manager's interface is asked for here. */
async function startSecretsManager(t: TestContext): Promise<void> {
  const server = createServer((request, response) => void answer(request, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => server.close().closeAllConnections());
  const { port } = server.address() as AddressInfo;
  process.env['AWS_ENDPOINT_URL_SECRETS_MANAGER'] = `http://127.0.0.1:${port}`;
  process.env['AWS_REGION'] = 'eu-west-1';
  process.env['AWS_ACCESS_KEY_ID'] = 'local';
  process.env['AWS_SECRET_ACCESS_KEY'] = 'local';
}

describe('a secret in Secrets Manager', () => {
  test('is its JSON object; what is no text, or not there, is named', async (t) => {
    await startSecretsManager(t);

    assert.deepEqual(await secretReader('brokers')(), { username: 'ada', password: 's3cret' });
    await assert.rejects(secretReader('bytes')(), /the secret bytes holds bytes, not text/);
    await assert.rejects(secretReader('other')(), { name: 'ResourceNotFoundException' });
  });
});
