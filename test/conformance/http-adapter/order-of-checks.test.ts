import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { basic, type HttpEventGiven } from '../../support/http-events.ts';
import { southbound, type SouthboundGiven } from '../../support/southbound.ts';

/** Two things are wrong with each request: the one that Hono looks at first is told. */

type Case = {
  readonly given?: SouthboundGiven;
  readonly request: HttpEventGiven;
  readonly answer: readonly [status: number, error: string];
};

const TOO_LARGE = 'x'.repeat(2049);
const NO_TYPE = { 'content-type': '' };
const WRONG = { authorization: basic('sensor', 'acme', 'wrong') };
const ADAPTER_OFF = {
  type: 'hono-http',
  enabled: false,
  'device-authentication-required': true,
} as const;
const OPEN = { authenticationRequired: false };

const authenticating: Readonly<Record<string, Case>> = {
  'a disabled tenant before a wrong password': {
    given: { tenantDocument: { enabled: false } },
    request: { headers: WRONG },
    answer: [403, 'tenant is disabled or not registered'],
  },
  'a disabled adapter before a wrong password': {
    given: { tenantDocument: { adapters: [ADAPTER_OFF] } },
    request: { headers: WRONG },
    answer: [403, 'adapter is disabled'],
  },
  'a wrong password before a payload that is too large': {
    request: { headers: WRONG, body: TOO_LARGE },
    answer: [401, 'bad credentials'],
  },
  'a wrong password before an address that is none': {
    request: { method: 'PUT', headers: WRONG },
    answer: [401, 'bad credentials'],
  },
  'another tenant before a payload that is too large': {
    request: { method: 'PUT', path: '/event/other/4711', body: TOO_LARGE },
    answer: [403, 'not authorized to upload data for device from other tenant'],
  },
  'a payload that is too large before a device that is missing': {
    request: { method: 'PUT', path: '/event/acme', body: TOO_LARGE },
    answer: [413, 'N/A'],
  },
  'a device that is missing before the QoS level': {
    request: { method: 'PUT', path: '/event/acme', headers: { 'qos-level': '2' } },
    answer: [404, 'request URI must contain device ID'],
  },
  'a payload that is too large before the QoS level': {
    request: { headers: { 'qos-level': '2' }, body: TOO_LARGE },
    answer: [413, 'N/A'],
  },
  'the QoS level before the content type': {
    request: { headers: { 'qos-level': '2', ...NO_TYPE }, body: '' },
    answer: [400, 'unsupported QoS-Level header value'],
  },
  'the content type before a disabled device': {
    given: { deviceDocument: { enabled: false } },
    request: { headers: NO_TYPE, body: '' },
    answer: [400, 'content type [null] does not match payload'],
  },
};

const toOpen = (path: string, request: HttpEventGiven = {}) => ({
  ...request,
  method: 'PUT',
  path,
});

const unauthenticated: Readonly<Record<string, Case>> = {
  'a payload that is too large before all of the address': {
    request: toOpen('/event/acme', { body: TOO_LARGE }),
    answer: [413, 'N/A'],
  },
  'a device that is missing before a tenant that is missing': {
    request: toOpen('/event///'),
    answer: [404, 'Resource not found'],
  },
  'the QoS level before an unknown tenant': {
    request: toOpen('/event/nosuch/4711', { headers: { 'qos-level': '0' } }),
    answer: [400, 'unsupported QoS-Level header value'],
  },
  'the content type before a disabled tenant': {
    given: { tenantDocument: { enabled: false } },
    request: toOpen('/event/acme/4711', { headers: NO_TYPE, body: '' }),
    answer: [400, 'content type [null] does not match payload'],
  },
};

function testAll(cases: Readonly<Record<string, Case>>, given: SouthboundGiven): void {
  for (const [order, { request, answer, ...special }] of Object.entries(cases)) {
    test(`tells ${order}`, async () => {
      const { upload, produced } = await southbound({ ...given, ...special.given });

      const { statusCode, body = '' } = await upload(request);

      assert.deepEqual([statusCode, errorIn(body)], answer);
      assert.deepEqual(produced(), []);
    });
  }
}

function errorIn(body: string): unknown {
  const page = /<h1>(.*)<\/h1>/.exec(body);
  return page ? page[1] : (JSON.parse(body) as { readonly error: unknown }).error;
}

describe('the order of checks', () => testAll(authenticating, {}));

describe('the order of checks without authentication', () => testAll(unauthenticated, OPEN));

describe('QoS-Level', () => {
  for (const level of ['1', '+1', '01', '']) {
    test(`${JSON.stringify(level)} is that of events`, async () => {
      const { upload } = await southbound();

      assert.equal((await upload({ headers: { 'qos-level': level } })).statusCode, 202);
    });
  }

  for (const level of ['0', '-1', '2', 'abc', '1.0', '1 0']) {
    test(`${JSON.stringify(level)} is refused for events`, async () => {
      const { upload } = await southbound();

      assert.equal((await upload({ headers: { 'qos-level': level } })).statusCode, 400);
    });
  }
});
