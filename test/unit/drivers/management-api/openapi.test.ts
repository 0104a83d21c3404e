import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { ServiceError } from '../../../../lib/domain/errors.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../../../../lib/domain/json.ts';
import { credential } from '../../../../lib/drivers/management-api/credentials-schema.ts';
import { device } from '../../../../lib/drivers/management-api/device-schema.ts';
import { openApiDocument } from '../../../../lib/drivers/management-api/openapi/document.ts';
import { routes } from '../../../../lib/drivers/management-api/routes.ts';
import { rawPublicKeySecret } from '../../../../lib/drivers/management-api/secret-schemas.ts';
import { tenant } from '../../../../lib/drivers/management-api/tenant-schema.ts';
import type { RegistryStore } from '../../../../lib/registry/registry-store.ts';
import { type ManagementApiUnderTest, openManagementApi } from '../../../support/management-api.ts';
import { readScenarios } from '../../../support/recordings/recording.ts';
import { replay } from '../../../support/recordings/replay.ts';
import { shapeOf, shapeOfJsonSchema } from '../../../support/valibot-shape.ts';

const paths = openApiDocument['paths'] as Readonly<Record<string, JsonObject>>;
const METHODS = new Set(['get', 'put', 'post', 'delete', 'patch', 'options', 'head', 'trace']);

/** `GET v1/tenants/*`, as the table of routes has it. */
const documented = new Map(
  Object.entries(paths).flatMap(([path, item]) =>
    Object.entries(item)
      .filter(([method]) => METHODS.has(method))
      .map(([method, operation]) => [
        `${method.toUpperCase()} v1${path.replaceAll(/\{\w+\}/g, '*')}`,
        operation as JsonObject,
      ]),
  ),
);

function schemaNamed(name: string): JsonObject {
  return { $ref: `#/components/schemas/${name}` };
}

function documentedShape(schema: JsonValue): JsonObject {
  return shapeOfJsonSchema(schema, openApiDocument);
}

describe('the OpenAPI document', () => {
  test('is served to everybody, and to nobody in another way', async () => {
    const { send } = openManagementApi();
    const headers = { authorization: '' };

    const answer = await send('GET', '/v1/openapi.json', { headers });

    assert.equal(answer.status, 200);
    assert.deepEqual(answer.json, openApiDocument);
    assert.equal((await send('PUT', '/v1/openapi.json', { headers })).status, 405);
  });

  test('has the operations of the routes, and no other', () => {
    const known = Object.entries(routes).flatMap(([path, { operations }]) =>
      Object.keys(operations).map((method) => `${method} ${path}`),
    );

    assert.equal(known.length, 15);
    assert.deepEqual(new Set(documented.keys()), new Set(known));
  });

  const bodies: readonly (readonly [string, unknown])[] = [
    ['TenantRequest', tenant],
    ['DeviceRequest', device],
  ];
  for (const [name, schema] of bodies) {
    test(`has the members of ${name} that are read`, () => {
      assert.deepEqual(documentedShape(schemaNamed(name)), shapeOf(schema));
    });
  }

  const credentials: readonly (readonly [string, JsonObject])[] = [
    ['PasswordCredentialRequest', { type: 'hashed-password' }],
    ['PreSharedKeyCredentialRequest', { type: 'psk' }],
    ['RawPublicKeyCredentialRequest', { type: 'rpk' }],
    ['X509SubjectCredentialRequest', { type: 'x509-cert' }],
    ['X509CertificateCredentialRequest', { type: 'x509-cert', cert: '' }],
    ['CustomCredentialRequest', { type: 'token' }],
  ];
  for (const [name, sample] of credentials) {
    test(`has the members of ${name} that are read`, () => {
      const read = shapeOf(credential.getter(sample));

      const shape = documentedShape(schemaNamed(name));

      assert.deepEqual(withoutType(shape), withoutType(read));
    });
  }

  for (const [name, sample] of [
    ['RawPublicKeySecretRequest', {}],
    ['RawPublicKeyOfCertificateRequest', { cert: '' }],
  ] as const) {
    test(`has the members of ${name} that are read`, () => {
      const read = shapeOf(rawPublicKeySecret.getter(sample));

      assert.deepEqual(documentedShape(schemaNamed(name)), read);
    });
  }

  test('has every kind of credentials', () => {
    const request = documentedShape(schemaNamed('CredentialsRequest'));
    const kinds = credentials.map(([name]) => documentedShape(schemaNamed(name)));

    assert.deepEqual(request, { type: 'array', items: { anyOf: kinds } });
  });

  test('has the statuses that are answered, and no other', async () => {
    const answered = await statusesAnswered();

    const listed = [...documented].map(
      ([name, { responses }]) => [name, new Set(Object.keys(responses as JsonObject))] as const,
    );
    assert.deepEqual(answered, new Map(listed));
  });
});

/** The type of a credential is one of those that have a form of their own, or another. Secrets of a lazy type follow. */
function withoutType(shape: JsonObject): JsonObject {
  const { properties } = shape;
  if (!isJsonObject(properties)) return shape;
  const { type: _type, ...others } = properties;
  const { secrets } = others;
  const isAlternative = isJsonObject(secrets) && isJsonObject(secrets['items']);
  if (!isAlternative || (secrets['items'] as JsonObject)['type'] !== undefined) {
    return { ...shape, properties: others };
  }
  return { ...shape, properties: { ...others, secrets: { ...secrets, items: {} } } };
}

type Statuses = Map<string, Set<string>>;

/** By operation: in all recorded scenarios, and in those that no Hono registry could record. */
async function statusesAnswered(): Promise<Statuses> {
  const answered: Statuses = new Map();
  const failing: { failure?: Error } = {};
  for (const scenario of readScenarios()) await replay(scenario, observed(answered, failing));
  const api = observed(answered, failing);
  for (const name of documented.keys()) await provoke(api, name, failing);
  return answered;
}

function observed(answered: Statuses, failing: { failure?: Error }): ManagementApiUnderTest {
  const api = openManagementApi((store) => failingOnDemand(store, failing));
  const send: ManagementApiUnderTest['send'] = async (method, path, request) => {
    const answer = await api.send(method, path, request);
    const [version, name, ...ids] = path.split('/').filter(Boolean);
    const operation = `${method} ${[version, name, ...ids.map(() => '*')].join('/')}`;
    const statuses = answered.get(operation) ?? new Set();
    if (documented.has(operation)) answered.set(operation, statuses.add(String(answer.status)));
    return answer;
  };
  return { ...api, send };
}

function failingOnDemand(store: RegistryStore, failing: { failure?: Error }): RegistryStore {
  return new Proxy(store, {
    get: (target, name, receiver): unknown => {
      if (failing.failure) throw failing.failure;
      return Reflect.get(target, name, receiver);
    },
  });
}

/** What may be wrong with every request of an operation. */
async function provoke(
  { send }: ManagementApiUnderTest,
  name: string,
  failing: { failure?: Error },
): Promise<void> {
  const [method = '', pattern = ''] = name.split(' ');
  const path = `/${pattern.replace('*', 't1').replace('*', 'd1')}`;
  const json = path.includes('credentials') ? [] : {};
  await send('POST', '/v1/tenants/t1', { json: { alias: 'a1' } });
  await send('POST', '/v1/tenants/t2', { json: { alias: 'a2' } });
  await send('POST', '/v1/devices/t1/d1');
  await send(method, path, { headers: { authorization: 'Basic wrong' } });
  await send(method, path, { headers: { origin: 'no origin' } });
  await send(method, path.replace('t1', '$'), { json, query: 'pageSize=x' });
  await send(method, path.replace('t1', 'unknown'), { json, query: 'pageOffset=9' });
  if (['POST', 'PUT'].includes(method)) {
    await send(method, path, { json: { ext: { text: 'x'.repeat(20_000) } } });
    await send(method, path, { json: { unknown: true } });
    if (path.includes('tenants')) await send(method, path, { json: { alias: 'a2' } });
  }
  await send(method, path, { json, headers: { 'if-match': 'another' } });
  for (const failure of [new ServiceError('REGISTRY_UNAVAILABLE', 'away'), new TypeError('bug')]) {
    failing.failure = failure;
    await send(method, path, { json });
    delete failing.failure;
  }
}
