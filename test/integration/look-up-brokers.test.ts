import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { describe, it, type TestContext } from 'node:test';
import { lookUpBrokersCode } from '../../deploy/msk/bootstrap-brokers.ts';

const CLUSTER = 'arn:aws:kafka:eu-west-1:123456789012:cluster/tidegate/0-1';
const OFFERED = {
  bootstrapBrokerStringSaslIam: 'b-1:9098,b-2:9098',
  bootstrapBrokerStringTls: 'b-1:9094',
};

type Handler = (event: object) => Promise<void>;
type Answer = { readonly Status: string; readonly Reason?: string; readonly Data?: object };

/** MSK's own API, and the place where CloudFormation waits for an answer. */
async function startAws(t: TestContext) {
  const answers: { readonly answer: Answer; readonly contentType: string | undefined }[] = [];
  const asked: string[] = [];
  const answer = async (request: IncomingMessage): Promise<object> => {
    if (request.method === 'PUT') {
      const contentType = request.headers['content-type'];
      answers.push({ answer: (await json(request)) as Answer, contentType });
      return {};
    }
    asked.push(decodeURIComponent(request.url ?? ''));
    return OFFERED;
  };
  const server = createServer((request, response) => {
    void answer(request).then((body) => response.end(JSON.stringify(body)));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => server.close().closeAllConnections());
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, answers, asked };
}

async function invoke(t: TestContext, properties: object, RequestType = 'Create') {
  const { url, answers, asked } = await startAws(t);
  Object.assign(process.env, {
    AWS_ENDPOINT_URL_KAFKA: url,
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
  });
  const { handler } = createRequire(import.meta.url)('../../deploy/msk/look-up-brokers.cjs') as {
    handler: Handler;
  };
  await handler({
    RequestType,
    StackId: 'stack',
    RequestId: 'request',
    LogicalResourceId: 'BootstrapBrokers',
    ResponseURL: `${url}/answer`,
    ResourceProperties: { ClusterArn: CLUSTER, Network: 'private', ...properties },
  });
  const [told] = answers;
  assert.ok(told);
  return { ...told, asked };
}

describe('the function that looks up bootstrap brokers for CloudFormation', () => {
  it('tells those for the chosen security', async (t) => {
    const { answer, contentType, asked } = await invoke(t, { Security: 'iam' });

    assert.deepEqual(answer, {
      StackId: 'stack',
      RequestId: 'request',
      LogicalResourceId: 'BootstrapBrokers',
      PhysicalResourceId: 'BootstrapBrokers',
      Status: 'SUCCESS',
      Data: { List: 'b-1:9098,b-2:9098' },
    });
    assert.equal(contentType ?? '', '');
    assert.deepEqual(asked, [`/v1/clusters/${CLUSTER}/bootstrap-brokers`]);
  });

  it('fails the deployment, and says what the cluster offers, when there are none', async (t) => {
    const { answer } = await invoke(t, { Security: 'scram' });

    assert.equal(answer.Status, 'FAILED');
    assert.equal(
      answer.Reason,
      'the cluster has no private brokers for KAFKA_SECURITY=scram; it offers BootstrapBrokerStringTls, BootstrapBrokerStringSaslIam',
    );
  });

  it('says what functions outside the VPC need', async (t) => {
    const { answer } = await invoke(t, { Security: 'iam', Network: 'public' });

    assert.match(answer.Reason ?? '', /private ones need SUBNET_IDS and SECURITY_GROUP_IDS$/);
  });

  it('lets the stack go without asking', async (t) => {
    const { answer, asked } = await invoke(t, { Security: 'iam' }, 'Delete');

    assert.equal(answer.Status, 'SUCCESS');
    assert.deepEqual(asked, []);
  });

  it('fits into a template, and holds nothing that osls takes for its own', () => {
    assert.ok(lookUpBrokersCode().length <= 4096);
    assert.ok(!lookUpBrokersCode().includes('${'));
  });
});
