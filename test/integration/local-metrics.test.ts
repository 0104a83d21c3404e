import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { serveMetrics } from '../../local/metrics/server.ts';
import { localCloud } from '../support/local-cloud.ts';
import { until } from '../support/until.ts';

async function served(t: TestContext, expose: () => string): Promise<string> {
  const { url, stop } = await serveMetrics(expose, { port: 0 });
  t.after(stop);
  return url;
}

describe('the metrics server', () => {
  it('tells Prometheus what there is at the moment, in its text format', async (t) => {
    let count = 0;
    const url = await served(t, () => `uploads ${(count += 1)}\n`);

    await fetch(url);
    const answer = await fetch(`${url}?name=any`);

    assert.equal(answer.status, 200);
    assert.equal(answer.headers.get('content-type'), 'text/plain; version=0.0.4; charset=utf-8');
    assert.equal(await answer.text(), 'uploads 2\n');
  });

  it('has nothing else', async (t) => {
    const url = await served(t, () => 'uploads 1\n');

    const elsewhere = await fetch(new URL('/', url));
    const posted = await fetch(url, { method: 'POST' });

    assert.deepEqual([elsewhere.status, posted.status], [404, 404]);
    assert.equal(await elsewhere.text(), 'GET /metrics is all there is\n');
  });

  it('serves the same numbers when all functions share a process', async (t) => {
    const cloud = await localCloud(t, { isolation: 'none', metrics: { port: 0 } });
    const headers = { authorization: `Basic ${Buffer.from(cloud.admin).toString('base64')}` };

    await fetch(`${cloud.url}/v1/tenants/nobody`, { headers });

    const told = async () => (await fetch(cloud.metricsUrl ?? '')).text();
    const counted = /^http_server_requests_seconds_count\{.*outcome="CLIENT_ERROR"\} 1$/m;
    await until(async () => counted.test(await told()));
  });
});
