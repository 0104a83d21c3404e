import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import type { Access } from '../../../../../lib/drivers/dynamodb/plain/access.ts';
import { signed } from '../../../../../lib/drivers/dynamodb/plain/signature.ts';

type Sent = { readonly headers: Record<string, string>; readonly body: string };

const ACCESS = {
  endpoint: new URL('https://dynamodb.eu-west-1.amazonaws.com'),
  region: 'eu-west-1',
  keyId: 'AKIDEXAMPLE',
  secretKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY',
};

/** What the SDK would send, signature included. */
async function sentBySdk({ region, keyId, secretKey, sessionToken }: Access): Promise<Sent> {
  const sent: Sent[] = [];
  const client = new DynamoDBClient({
    region,
    credentials: {
      accessKeyId: keyId,
      secretAccessKey: secretKey,
      ...(sessionToken !== undefined && { sessionToken }),
    },
    maxAttempts: 1,
    requestHandler: {
      handle: async (request: Sent) => {
        sent.push(request);
        throw new Error('that is enough');
      },
    },
  });
  const get = new GetItemCommand({ TableName: 'table ä', Key: { pk: { S: '✓' } } });
  await assert.rejects(client.send(get), /that is enough/);
  const [request] = sent;
  assert.ok(request);
  return request;
}

/** As in `20261122T071039Z`. */
function toMs(amzDate: string): number {
  return Date.parse(amzDate.replace(/^(....)(..)(..T..)(..)(..Z)$/, '$1-$2-$3:$4:$5'));
}

describe('a signature', () => {
  for (const sessionToken of [undefined, 'token/with+signs==']) {
    it(`is the SDK's, ${sessionToken === undefined ? 'without' : 'with'} a session token`, async () => {
      const access = { ...ACCESS, sessionToken };
      const { headers, body } = await sentBySdk(access);
      const names = /SignedHeaders=([^,]+)/.exec(headers['authorization'] ?? '')?.[1]?.split(';');
      const made = new Set(['host', 'x-amz-date', 'x-amz-security-token']);
      const given = names?.filter((name) => !made.has(name)) ?? [];

      const ours = signed(
        Object.fromEntries(given.map((name) => [name, headers[name] ?? ''])),
        body,
        access,
        toMs(headers['x-amz-date'] ?? ''),
      );

      assert.equal(ours['authorization'], headers['authorization']);
      assert.equal(ours['x-amz-security-token'], headers['x-amz-security-token']);
    });
  }
});
