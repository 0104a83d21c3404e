import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import middy from '@middy/core';
import { ServiceError } from '../../../../lib/domain/errors.ts';
import type { LogFields } from '../../../../lib/domain/log.ts';
import {
  answerFailures,
  crossOrigin,
  deviceApi,
} from '../../../../lib/drivers/apigateway/device-api.ts';
import type { Upload } from '../../../../lib/ingestion/upload.ts';
import { httpEvent, type HttpEventGiven } from '../../../support/http-events.ts';

const trace = { traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01' };

/** The device API over a use case that keeps what it was given, or fails as told. */
function open(failure?: Error) {
  const uploads: Upload[] = [];
  const lines: (readonly [level: string, message: string, fields?: LogFields])[] = [];
  const log = (level: string) => (message: string, fields?: LogFields) =>
    lines.push([level, message, fields ?? {}]);
  const api = deviceApi({
    upload: async (upload) => {
      if (failure !== undefined) throw failure;
      uploads.push(upload);
    },
    continueTrace: () => trace,
  });
  const handler = middy()
    .use(crossOrigin)
    .use(answerFailures({ info: log('info'), warn: log('warn'), error: log('error') }))
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

  for (const [path, methods, more = ''] of [
    ['/event', 'POST'],
    ['/event/lab/dev1', 'PUT'],
    ['/telemetry', 'POST', ',QoS-Level'],
    ['/telemetry/lab/dev1', 'PUT', ',QoS-Level'],
  ] as const) {
    test(`a preflight for ${path} is answered without authentication`, async () => {
      const { answer, uploads } = open(new Error('never called'));

      const { statusCode, headers } = await answer({
        method: 'OPTIONS',
        path,
        headers: { origin: 'https://app.example', 'access-control-request-method': methods },
      });

      assert.equal(statusCode, 204);
      assert.equal(headers?.['access-control-allow-methods'], methods);
      assert.equal(
        headers?.['access-control-allow-headers'],
        `hono-ttd,authorization,content-type${more}`,
      );
      assert.deepEqual(uploads, []);
    });
  }

  test('what is no HTTP request is a defect of the deployment', async () => {
    const api = deviceApi({ upload: async () => undefined, continueTrace: () => trace });

    await assert.rejects(
      api({}, { getRemainingTimeInMillis: () => 10_000 }),
      /payload format version '2.0'/,
    );
  });
});
