import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import middy from '@middy/core';
import { ServiceError } from '../../../../lib/domain/errors.ts';
import type { LogFields } from '../../../../lib/domain/log.ts';
import { LimitExceeded } from '../../../../lib/domain/limit-exceeded.ts';
import type { QuotaState } from '../../../../lib/domain/quota.ts';
import {
  answerFailures,
  crossOrigin,
  deviceApi,
} from '../../../../lib/drivers/apigateway/device-api.ts';
import type { Upload } from '../../../../lib/ingestion/upload.ts';
import { httpEvent, type HttpEventGiven } from '../../../support/http-events.ts';

const trace = { traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01' };

/** The device API over a use case that keeps what it was given, or fails as told. */
function open(failure?: Error, quotas: readonly QuotaState[] = [], authenticationRequired = true) {
  const uploads: Upload[] = [];
  const lines: (readonly [level: string, message: string, fields?: LogFields])[] = [];
  const log = (level: string) => (message: string, fields?: LogFields) =>
    lines.push([level, message, fields ?? {}]);
  const api = deviceApi({
    authenticationRequired,
    upload: async (upload) => {
      if (failure !== undefined) throw failure;
      uploads.push(upload);
      return { quotas };
    },
    continueTrace: async () => trace,
  });
  const handler = middy()
    .use(crossOrigin)
    .use(
      answerFailures({
        debug: log('debug'),
        info: log('info'),
        warn: log('warn'),
        error: log('error'),
      }),
    )
    .handler(api);
  const context = { getRemainingTimeInMillis: () => 10_000 };
  return {
    uploads,
    lines,
    answer: (given?: HttpEventGiven) => handler(httpEvent(given), context),
  };
}

describe('the device API', () => {
  const targets = {
    'POST /event': { kind: 'uploader' },
    'POST /event/': { kind: 'uploader' },
    'PUT /event/lab/dev1': { kind: 'device', tenant: 'lab', device: 'dev1' },
    'PUT /event/lab/dev1/': { kind: 'device', tenant: 'lab', device: 'dev1' },
    'PUT /event/lab/dev1/extra': { kind: 'device', tenant: 'lab', device: 'dev1' },
    'PUT /event//dev1': { kind: 'device', tenant: '', device: 'dev1' },
    'PUT /event/lab': { kind: 'device', tenant: 'lab', device: '' },
    'PUT /event/lab/': { kind: 'device', tenant: 'lab', device: '' },
    'PUT /event/lab//dev1': { kind: 'device', tenant: 'lab', device: '' },
    'PUT /event': { kind: 'nowhere' },
    'PUT /event/': { kind: 'nowhere' },
    'POST /telemetry': { kind: 'uploader' },
    'PUT /telemetry/lab/dev1': { kind: 'device', tenant: 'lab', device: 'dev1' },
  };
  for (const [line, target] of Object.entries(targets)) {
    test(`${line} is an upload`, async () => {
      const [method = '', path = ''] = line.split(' ');
      const { answer, uploads } = open();

      assert.deepEqual(await answer({ method, path }), { statusCode: 202 });
      assert.deepEqual(uploads[0]?.target, target);
      assert.equal(uploads[0]?.endpoint, path.split('/')[1]);
    });
  }

  const refusals = {
    'GET /event': { statusCode: 405, headers: { allow: 'POST,PUT' } },
    'POST /event/lab/dev1': { statusCode: 405, headers: { allow: 'PUT' } },
    'OPTIONS /event': { statusCode: 405, headers: { allow: 'POST,PUT' } },
  };
  for (const [line, refusal] of Object.entries(refusals)) {
    test(`${line} is answered ${refusal.statusCode} with the methods that are allowed`, async () => {
      const [method = '', path = ''] = line.split(' ');
      const { answer, uploads } = open();

      assert.deepEqual(await answer({ method, path }), refusal);
      assert.deepEqual(uploads, []);
    });
  }

  for (const method of ['POST', 'PUT', 'GET', 'OPTIONS']) {
    test(`${method} /event is answered 404 where nobody is asked for credentials`, async () => {
      const { answer, uploads } = open(undefined, [], false);

      assert.equal((await answer({ method, path: '/event' })).statusCode, 404);
      assert.equal(
        (await answer({ method, path: '/event/lab/dev1/' })).statusCode,
        method === 'PUT' ? 202 : 405,
      );
      assert.equal(uploads.length, method === 'PUT' ? 1 : 0);
    });
  }

  for (const path of ['/nosuch', '/Event', '/e', '/', '']) {
    test(`POST ${path || '(nothing)'} is answered 404 with a page`, async () => {
      const { statusCode, headers, body } = await open().answer({ path });

      assert.equal(statusCode, 404);
      assert.equal(headers?.['content-type'], 'text/html; charset=utf-8');
      assert.equal(body, '<html><body><h1>Resource not found</h1></body></html>');
    });
  }

  test('hands over what the device sent', async () => {
    const { answer, uploads } = open();

    await answer({
      query: 'hono-ttl=5&x=%20',
      headers: {
        authorization: 'Basic abc',
        'content-type': 'application/json; charset=utf-8',
        'qos-level': '1',
        'hono-ttd': '30',
      },
      body: new Uint8Array([0, 255, 10]),
    });

    const [upload] = uploads;
    assert.deepEqual([...(upload?.payload ?? [])], [0, 255, 10]);
    assert.deepEqual(
      { ...upload, payload: undefined },
      {
        endpoint: 'event',
        target: { kind: 'uploader' },
        clientCertificate: undefined,
        authorization: 'Basic abc',
        contentType: 'application/json',
        payload: undefined,
        sourceIp: '192.0.2.1',
        qosLevel: '1',
        timeToLive: '5',
        timeUntilDisconnect: '30',
        address: '/event?hono-ttl=5&x=%20',
        trace,
      },
    );
  });

  test('a header counts before the query, the query before a field of a form', async () => {
    const { answer, uploads } = open();
    const form = { 'content-type': 'application/x-www-form-urlencoded' };

    await answer({
      query: 'hono-ttl=2',
      headers: { ...form, 'hono-ttl': '1' },
      body: 'hono-ttl=3',
    });
    await answer({ query: 'hono-ttl=2', headers: form, body: 'hono-ttl=3' });
    await answer({ headers: form, body: 'temp=5&hono-ttl=3' });
    await answer({ headers: { 'content-type': 'text/plain' }, body: 'hono-ttl=3' });

    assert.deepEqual(
      uploads.map(({ timeToLive }) => timeToLive),
      ['1', '2', '3', undefined],
    );
  });

  test('knows parameters by name in any case', async () => {
    const { answer, uploads } = open();

    await answer({ query: 'a=b;Hono-TTL=5&HONO-TTD=7' });

    assert.deepEqual([uploads[0]?.timeToLive, uploads[0]?.timeUntilDisconnect], ['5', '7']);
  });

  test('values with a comma are not cut there', async () => {
    const { answer, uploads } = open();
    const headers = { authorization: 'Basic abc,junk', 'hono-ttl': '1,5', 'qos-level': '1,0' };

    await answer({ headers });

    const [upload] = uploads;
    assert.deepEqual(
      [upload?.authorization, upload?.timeToLive, upload?.qosLevel],
      ['Basic abc,junk', '1,5', '1,0'],
    );
  });

  test('of repeated credentials and content types, which API Gateway joins, the first counts', async () => {
    const { answer, uploads } = open();

    await answer({
      headers: { authorization: 'Basic abc,Bearer d.e.f', 'content-type': 'a/b,c/d' },
    });

    assert.deepEqual([uploads[0]?.authorization, uploads[0]?.contentType], ['Basic abc', 'a/b']);
  });

  test('a comma in a quoted parameter of the content type changes nothing', async () => {
    const { answer, uploads } = open();

    await answer({ headers: { 'content-type': 'multipart/mixed; boundary="a, b/c"' } });

    assert.equal(uploads[0]?.contentType, 'multipart/mixed');
  });

  for (const contentType of ['', ';charset=utf-8']) {
    test(`takes the content type ${JSON.stringify(contentType)} for none`, async () => {
      const { answer, uploads } = open();

      await answer({ headers: { 'content-type': contentType } });

      assert.equal(uploads[0]?.contentType, undefined);
    });
  }

  test('a device without credentials is told which schemes there are, a script is not', async () => {
    const missing = new ServiceError('CREDENTIALS_MISSING', 'Unauthorized');
    const { answer } = open(missing);

    const { statusCode, headers, body } = await answer();
    const toScript = await answer({ headers: { 'x-requested-with': 'XMLHttpRequest' } });

    assert.deepEqual([statusCode, body], [401, '{"error":"Unauthorized"}']);
    assert.equal(headers?.['www-authenticate'], 'Bearer realm="Hono", Basic realm="Hono"');
    assert.equal(toScript.headers?.['www-authenticate'], undefined);
  });

  test('an event that was not stored is answered 503, and when to try again', async () => {
    const failure = new ServiceError('EVENT_NOT_STORED', 'temporarily unavailable', {
      cause: new Error('no acknowledgement within 1500 ms'),
    });
    const { answer, lines } = open(failure);

    assert.deepEqual(await answer(), {
      statusCode: 503,
      headers: { 'retry-after': '2', 'content-type': 'application/json; charset=utf-8' },
      body: '{"error":"temporarily unavailable"}',
    });
    assert.equal(lines[0]?.[0], 'error');
    assert.equal(lines[0]?.[2]?.['cause'], 'no acknowledgement within 1500 ms');
  });

  test('a registry out of reach is answered 503, as Hono does', async () => {
    const { answer } = open(new ServiceError('REGISTRY_UNAVAILABLE', 'it does not answer'));

    const { statusCode, headers, body } = await answer();

    assert.deepEqual([statusCode, body], [503, '{"error":"not connected"}']);
    assert.equal(headers?.['retry-after'], undefined);
  });

  test('a defect is logged as one and answered without detail', async () => {
    const { answer, lines } = open(new TypeError('undefined is not a function'));

    const { statusCode, body } = await answer();

    assert.deepEqual([statusCode, body], [503, '{"error":"temporarily unavailable"}']);
    assert.equal(lines[0]?.[2]?.['code'], 'DEFECT');
  });

  test('neither query string nor credentials nor payload reach the log', async () => {
    const { answer, lines } = open(new ServiceError('CREDENTIALS_REJECTED', 'bad credentials'));

    await answer({
      query: 'token=query-secret',
      headers: { authorization: 'Basic header-secret' },
      body: 'payload-secret',
    });

    assert.equal(lines.length, 1);
    assert.doesNotMatch(JSON.stringify(lines), /secret/);
  });

  test('pages of any origin may read every answer', async () => {
    const origin = { origin: 'https://app.example' };
    const exposed = {
      'access-control-allow-origin': '*',
      'access-control-expose-headers': 'hono-command,hono-cmd-req-id',
    };

    const accepted = await open().answer({ headers: origin });
    const refused = await open(new ServiceError('CREDENTIALS_REJECTED', 'no')).answer({
      headers: origin,
    });

    assert.deepEqual(accepted.headers, exposed);
    assert.deepEqual({ ...refused.headers, ...exposed }, refused.headers);
  });

  test('pages may not read that there is no such address', async () => {
    const { headers } = await open().answer({
      path: '/nosuch',
      headers: { origin: 'https://app.example' },
    });

    assert.equal(headers?.['access-control-allow-origin'], undefined);
  });

  for (const [path, methods, header] of [
    ['/event', 'POST', 'hono-ttd'],
    ['/event/lab/dev1', 'PUT', 'hono-ttd'],
    ['/telemetry', 'POST', 'hono-ttd,QoS-Level'],
    ['/telemetry/lab/dev1', 'PUT', 'hono-ttd,QoS-Level'],
    ['/command/res/1', 'PUT,POST', 'hono-cmd-status'],
    ['/command/res/lab/dev1/1', 'PUT,POST', 'hono-cmd-status'],
  ] as const) {
    test(`a preflight for ${path} is answered without authentication`, async () => {
      const { answer, uploads } = open(new Error('never called'));

      const { statusCode, headers } = await answer({
        method: 'OPTIONS',
        path,
        headers: { origin: 'https://app.example', 'access-control-request-method': methods },
      });

      assert.equal(statusCode, 204);
      assert.equal(headers?.['access-control-expose-headers'], undefined);
      assert.equal(headers?.['access-control-allow-methods'], methods);
      assert.equal(
        headers?.['access-control-allow-headers'],
        `${header},authorization,content-type`,
      );
      assert.deepEqual(uploads, []);
    });
  }

  describe('when something is limited', () => {
    const device = { name: 'device', limit: 60, windowSeconds: 60 };
    const tenant = { name: 'tenant', limit: 1000, windowSeconds: 10 };

    test('an accepted upload says what is left', async () => {
      const { answer } = open(undefined, [
        { ...device, remaining: 59, resetSeconds: 1 },
        { ...tenant, remaining: 7, resetSeconds: 10 },
      ]);

      assert.deepEqual(await answer(), {
        statusCode: 202,
        headers: {
          'ratelimit-policy': '"device";q=60;w=60, "tenant";q=1000;w=10',
          ratelimit: '"device";r=59;t=1, "tenant";r=7;t=10',
        },
      });
    });

    test('a refused one says as well when to come again', async () => {
      const states = [{ ...device, remaining: 0, resetSeconds: 60 }];
      const { answer } = open(new LimitExceeded('MESSAGE_RATE_EXCEEDED', 'too much', 3, states));

      const { statusCode, headers, body } = await answer();

      assert.deepEqual([statusCode, body], [429, '{"error":"too much"}']);
      assert.deepEqual(headers, {
        'content-type': 'application/json; charset=utf-8',
        'retry-after': '3',
        'ratelimit-policy': '"device";q=60;w=60',
        ratelimit: '"device";r=0;t=60',
      });
    });

    test('the names and states of quotas stay out when there are none to tell', async () => {
      const { answer } = open(new LimitExceeded('TOO_MANY_GUESSES', 'too much', 3));

      assert.deepEqual(Object.keys((await answer()).headers ?? {}), [
        'retry-after',
        'content-type',
      ]);
    });

    test('nothing is said to a device that has no limit', async () => {
      assert.deepEqual(await open().answer(), { statusCode: 202 });
    });
  });

  test("the client's address is the gateway's word, never a header's", async () => {
    const { answer, uploads } = open();

    await answer({ headers: { 'x-forwarded-for': '198.51.100.7' } });

    assert.equal(uploads[0]?.sourceIp, '192.0.2.1');
  });

  test('what is no HTTP request is a defect of the deployment', async () => {
    const api = deviceApi({
      authenticationRequired: true,
      upload: async () => ({ quotas: [] }),
      continueTrace: async () => trace,
    });

    await assert.rejects(
      api({}, { getRemainingTimeInMillis: () => 10_000 }),
      /payload format version '2.0'/,
    );
  });
});
