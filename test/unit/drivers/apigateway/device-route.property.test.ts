import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { ServiceError } from '../../../../lib/domain/errors.ts';
import { routeUpload } from '../../../../lib/drivers/apigateway/device-route.ts';
import { parseTarget } from '../../../../local/gateway/target.ts';

const endpoints = fc.constantFrom('event', 'telemetry');
const identifier = fc.stringMatching(/^[A-Za-z0-9\-_.:=]{1,40}$/);
/** Of a path, slashes that follow each other included. */
const path = fc
  .array(fc.oneof(endpoints, identifier, fc.constant(''), fc.string()), { maxLength: 6 })
  .map((segments) => `/${segments.join('/')}`);
const methods = fc.constantFrom('GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS');

/** Java's `split("/")` of what follows the first slash, which drops what is empty at the end. */
function segmentsOfJava(text: string): string[] {
  const [, segments = ''] = /^\/(.*?)\/*$/s.exec(text) ?? [];
  return segments.split('/');
}

/** Every second letter, more or less. */
const encoded = (id: string) =>
  id.replaceAll(/./g, (letter) =>
    letter.charCodeAt(0) % 2 ? letter : `%${letter.charCodeAt(0).toString(16).padStart(2, '0')}`,
  );

describe('the path of an upload', () => {
  test('leads to the device that it names, however that is encoded', () => {
    fc.assert(
      fc.property(endpoints, fc.option(identifier), identifier, (endpoint, tenant, device) => {
        const url = `/${endpoint}/${encoded(tenant ?? '')}/${encoded(device)}`;

        const route = routeUpload('PUT', parseTarget(url)?.path ?? '');

        assert.deepEqual(route, {
          endpoint,
          target: { kind: 'device', tenant: tenant ?? '', device },
        });
      }),
    );
  });

  test('is split as Hono splits it', () => {
    fc.assert(
      fc.property(endpoints, path, (endpoint, rest) => {
        const whole = `/${endpoint}${rest}`;
        const [, tenant, device = ''] = segmentsOfJava(whole);

        const { target } = routeUpload('PUT', whole);

        const expected =
          tenant === undefined ? { kind: 'nowhere' } : { kind: 'device', tenant, device };
        assert.deepEqual(target, expected);
      }),
    );
  });

  test('is a route, or refused by a code of the catalogue', () => {
    fc.assert(
      fc.property(methods, fc.oneof(path, fc.string()), (method, anything) => {
        try {
          routeUpload(method, anything);
        } catch (failure) {
          assert.ok(failure instanceof ServiceError);
          assert.match(failure.code, /^(?:RESOURCE_NOT_FOUND|METHOD_NOT_ALLOWED)$/);
        }
      }),
    );
  });
});
