import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { describe, it, type TestContext } from 'node:test';
import { iamClient, rolePermissions } from '../../lib/drivers/iam/role-permissions.ts';

const POLICIES = {
  ingest: {
    Statement: [
      { Effect: 'Allow', Action: ['dynamodb:GetItem', 'dynamodb:Query'], Resource: 'arn:table' },
      { Effect: 'Deny', Action: 'dynamodb:DeleteTable', Resource: '*' },
    ],
  },
  kafka: { Statement: { Effect: 'Allow', Action: 'kafka-cluster:Connect', Resource: '*' } },
} as const;

/** IAM's query protocol, as far as it is asked: a form goes in, XML comes out. */
const ANSWERS: Readonly<Record<string, (form: URLSearchParams) => string>> = {
  ListAttachedRolePolicies: () =>
    '<AttachedPolicies><member><PolicyArn>arn:aws:iam::1:policy/vpc</PolicyArn></member></AttachedPolicies>',
  ListRolePolicies: (form) =>
    form.get('Marker') === null
      ? '<PolicyNames><member>ingest</member></PolicyNames><IsTruncated>true</IsTruncated><Marker>2</Marker>'
      : '<PolicyNames><member>kafka</member></PolicyNames>',
  GetRolePolicy: (form) => {
    const policy = form.get('PolicyName') === 'kafka' ? POLICIES.kafka : POLICIES.ingest;
    const document = encodeURIComponent(JSON.stringify(policy));
    return `<PolicyDocument>${document}</PolicyDocument>`;
  },
};

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const form = new URLSearchParams(await text(request));
  const action = form.get('Action') ?? '';
  const isKnown = form.get('RoleName') === 'tidegate-ingest';
  response.writeHead(isKnown ? 200 : 404, { 'content-type': 'text/xml' });
  response.end(
    isKnown
      ? `<${action}Response><${action}Result>${ANSWERS[action]?.(form)}</${action}Result></${action}Response>`
      : '<ErrorResponse><Error><Code>NoSuchEntity</Code><Message>no</Message></Error></ErrorResponse>',
  );
}

async function iam(t: TestContext) {
  const server = createServer((request, response) => void answer(request, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const client = iamClient({
    endpoint: `http://127.0.0.1:${port}`,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  t.after(() => {
    client.destroy();
    server.close();
  });
  return client;
}

describe('what a role allows', () => {
  it('is what its own policies allow, on every page of them, and what is attached to it', async (t) => {
    const client = await iam(t);

    assert.deepEqual(await rolePermissions(client, 'tidegate-ingest'), {
      permissions: new Map([
        ['dynamodb:GetItem', ['arn:table']],
        ['dynamodb:Query', ['arn:table']],
        ['kafka-cluster:Connect', ['*']],
      ]),
      attached: ['arn:aws:iam::1:policy/vpc'],
    });
  });

  it('is not known of a role that does not exist', async (t) => {
    const client = await iam(t);

    assert.equal(await rolePermissions(client, 'tidegate-nobody'), undefined);
  });
});
