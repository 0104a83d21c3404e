import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { parseDeviceId, parseTenantId } from '../../../../lib/domain/identifiers.ts';
import { type ManagementApiUnderTest, openManagementApi } from '../../../support/management-api.ts';

const PATH = '/v1/credentials/t1/d1';

async function withDevice(tenant: unknown = {}): Promise<ManagementApiUnderTest> {
  const api = openManagementApi();
  await api.send('POST', '/v1/tenants/t1', { json: tenant });
  await api.send('POST', '/v1/devices/t1/d1');
  return api;
}

function password(...secrets: readonly unknown[]) {
  return { type: 'hashed-password', 'auth-id': 'sensor', secrets };
}

function psk(...secrets: readonly unknown[]) {
  return { type: 'psk', 'auth-id': 'sensor', secrets };
}

type ShownCredentials = { secrets: Record<string, unknown>[] }[];

async function secretsOf({ send }: ManagementApiUnderTest) {
  const { json } = await send('GET', PATH);
  return (json as ShownCredentials).flatMap(({ secrets }) => secrets);
}

async function storedMaterial({ store }: ManagementApiUnderTest) {
  const found = await store.findCredentials(parseTenantId('t1'), parseDeviceId('d1'));
  return found?.document.flatMap(({ secrets }) => secrets.map(({ material }) => material));
}

describe('setting credentials', () => {
  test('hashes a plain password, and shows neither it nor its hash', async () => {
    const api = await withDevice();

    const answer = await api.send('PUT', PATH, { json: [password({ 'pwd-plain': 'geheim' })] });

    assert.equal(answer.status, 204);
    const read = await api.send('GET', PATH);
    assert.equal(read.headers['etag'], answer.headers['etag']);
    const [{ id } = {}] = await secretsOf(api);
    assert.deepEqual(read.json, [password({ id })]);
    assert.deepEqual(await storedMaterial(api), [
      { 'hash-function': 'bcrypt', 'pwd-hash': 'hash of geheim' },
    ]);
  });

  test('keeps hashes as they are given', async () => {
    const api = await withDevice();
    const sha512 = { 'pwd-hash': 'aGFzaA==', 'hash-function': 'sha-512', salt: 'c2FsdA==' };

    await api.send('PUT', PATH, { json: [password(sha512)] });

    assert.deepEqual(await storedMaterial(api), [sha512]);
    assert.deepEqual(api.hashed, []);
  });

  const refused: readonly (readonly [unknown, RegExp])[] = [
    [{}, /^the body: must be an array/],
    [[1], /^0: must be an object/],
    [[{ 'auth-id': 'a', secrets: [{}] }], /^0\.type: must be given/],
    [[{ type: 'A', 'auth-id': 'a', secrets: [{}] }], /^0\.type: must consist of a to z/],
    [[{ ...password({ 'pwd-plain': 'x' }), 'auth-id': 'a b' }], /^0\.auth-id: must consist of/],
    [[{ ...password({ 'pwd-plain': 'x' }), 'device-id': 'd1' }], /^0\.device-id: is not a member/],
    [[password()], /^0\.secrets: must not be empty/],
    [[password({})], /^0\.secrets\.0: 'pwd-plain' or 'pwd-hash' must be given/],
    [[password({ 'pwd-plain': 'ü'.repeat(37) })], /pwd-plain: must have at most 72 bytes/],
    [[password({ 'pwd-hash': 'AAAA' })], /'hash-function' must not be empty/],
    [[password({ 'hash-function': 'bcrypt' })], /'pwd-hash' must not be empty/],
    [
      [password({ 'hash-function': 'bcrypt', 'pwd-hash': `$2b$10$${'a'.repeat(53)}` })],
      /must be a bcrypt hash of the form \$2a\$/,
    ],
    [
      [password({ 'hash-function': 'bcrypt', 'pwd-hash': `$2a$11$${'a'.repeat(53)}` })],
      /a cost of at most 10/,
    ],
    [[password({ 'hash-function': 'sha-256', 'pwd-hash': '%%%' })], /must be Base64/],
    [
      [password({ 'pwd-plain': 'x', 'not-before': 'yesterday' })],
      /not-before: must be an ISO 8601/,
    ],
    [
      [
        password({
          'pwd-plain': 'x',
          'not-before': '2027-01-01T00:00:00Z',
          'not-after': '2026-01-01T00:00:00Z',
        }),
      ],
      /'not-before' must not be after 'not-after'/,
    ],
    [[psk({ key: '-_-_' })], /^0\.secrets\.0\.key: must be Base64/],
    [[psk({})], /^0\.secrets\.0\.key: must be given/],
    [
      [{ type: 'rpk', 'auth-id': 'a', secrets: [{ key: 'AAAA', algorithm: 'RSA' }] }],
      /'key' must be the DER encoding/,
    ],
    [[{ type: 'x509-cert', cert: 'AAAA' }], /^0\.cert: must be Base64 of an X\.509 certificate/],
    [[psk({ key: 'AAAA' }), psk({ key: 'AAAA' })], /unique \(type, auth-id\)/],
    [
      Array.from({ length: 46 }, (_, n) => ({ ...psk({ key: 'AAAA' }), 'auth-id': `${n}` })),
      /at most 45 credentials/,
    ],
    [[psk({ id: 'unknown', key: 'AAAA' })], /a secret cannot name an id/],
  ];
  for (const [json, message] of refused) {
    test(`refuses ${JSON.stringify(json).slice(0, 90)}`, async () => {
      const api = await withDevice();

      const answer = await api.send('PUT', PATH, { json });

      assert.equal(answer.status, 400);
      assert.match((answer.json as { error: string }).error, message);
      assert.deepEqual(await secretsOf(api), []);
      assert.deepEqual(api.hashed, []);
    });
  }

  test('never repeats in an answer what could be a secret', async () => {
    const { send } = await withDevice();

    const answer = await send('PUT', PATH, { json: [password({ 'pwd-plain': 987654321 })] });

    assert.equal(answer.status, 400);
    assert.doesNotMatch(answer.body ?? '', /987654321/);
  });

  test('answers 404 without device or tenant, 403 beyond the limit, 409 to an auth-id of another', async () => {
    const limits = { 'registration-limits': { 'max-credentials-per-device': 1 } };
    const { send } = await withDevice(limits);
    await send('POST', '/v1/devices/t1/d2');
    const json = [psk({ key: 'AAAA' })];

    assert.equal((await send('PUT', '/v1/credentials/t1/unknown', { json })).status, 404);
    assert.equal((await send('PUT', '/v1/credentials/unknown/d1', { json })).status, 404);
    const both = [...json, password({ 'pwd-plain': 'x' })];
    assert.equal((await send('PUT', PATH, { json: both })).status, 403);
    assert.equal((await send('PUT', PATH, { json })).status, 204);
    assert.equal((await send('PUT', '/v1/credentials/t1/d2', { json })).status, 409);
  });

  test('compares the version that is expected before it hashes', async () => {
    const api = await withDevice();
    const headers = { 'if-match': 'other' };

    const json = [password({ 'pwd-plain': 'x' })];
    const answer = await api.send('PUT', PATH, { json, headers });

    assert.equal(answer.status, 412);
    assert.deepEqual(api.hashed, []);
  });

  test('shows what is not secret: public keys, and all of a custom type', async () => {
    const api = await withDevice();
    const custom = { type: 'token', 'auth-id': '#any', secrets: [{ key: 'AAAA', n: null }] };
    const subject = { type: 'x509-cert', 'auth-id': 'cn=d1, o = x', secrets: [{}] };

    await api.send('PUT', PATH, { json: [custom, subject] });

    const { json } = await api.send('GET', PATH);
    const [{ id: first } = {}, { id: second } = {}] = await secretsOf(api);
    assert.deepEqual(json, [
      { ...custom, secrets: [{ id: first, key: 'AAAA', n: null }] },
      { type: 'x509-cert', 'auth-id': 'CN=d1,O=x', secrets: [{ id: second }] },
    ]);
  });
});

describe('changing credentials', () => {
  const hash = { 'hash-function': 'sha-256', 'pwd-hash': 'aGFzaA==' };

  test('keeps the material of a secret that is named by its id, and nothing else of it', async () => {
    const api = await withDevice();
    await api.send('PUT', PATH, { json: [password({ ...hash, comment: 'one', enabled: true })] });
    const [{ id } = {}] = await secretsOf(api);

    const answer = await api.send('PUT', PATH, { json: [password({ id, salt: 'AAAA' })] });

    assert.equal(answer.status, 204);
    assert.deepEqual(await secretsOf(api), [{ id }]);
    assert.deepEqual(await storedMaterial(api), [hash]);
  });

  test('gives a secret a new password, and adds another', async () => {
    const api = await withDevice();
    await api.send('PUT', PATH, { json: [password(hash)] });
    const [{ id } = {}] = await secretsOf(api);

    const secrets = [{ id, 'pwd-plain': 'new' }, { 'pwd-plain': 'added' }];
    await api.send('PUT', PATH, { json: [password(...secrets)] });

    const [first, second] = await secretsOf(api);
    assert.equal(first?.['id'], id);
    assert.notEqual(second?.['id'], id);
    assert.deepEqual(
      (await storedMaterial(api))?.map((material) => material['pwd-hash']),
      ['hash of new', 'hash of added'],
    );
  });

  test('answers 400 to an id that the credentials do not know, and changes nothing', async () => {
    const api = await withDevice();
    const { headers } = await api.send('PUT', PATH, { json: [password(hash)] });

    const answer = await api.send('PUT', PATH, {
      json: [password({ id: 'unknown', 'pwd-plain': 'x' })],
    });

    assert.equal(answer.status, 400);
    assert.equal((await api.send('GET', PATH)).headers['etag'], headers['etag']);
    assert.deepEqual(api.hashed, []);
  });

  test('removes what is left out', async () => {
    const api = await withDevice();
    await api.send('PUT', PATH, { json: [password(hash), psk({ key: 'AAAA' })] });

    await api.send('PUT', PATH, { json: [] });

    assert.deepEqual((await api.send('GET', PATH)).json, []);
  });

  test('starts again when another writer comes first', async () => {
    const api = openManagementApi((store) => {
      let overtaken = 0;
      return {
        ...store,
        replaceCredentials: async (tenant, device, before, after, change) => {
          const stale = overtaken++ < 2 ? { ...before, version: 'stale' } : before;
          return store.replaceCredentials(tenant, device, stale, after, change);
        },
      };
    });
    await api.send('POST', '/v1/tenants/t1');
    await api.send('POST', '/v1/devices/t1/d1');

    const answer = await api.send('PUT', PATH, { json: [password({ 'pwd-plain': 'x' })] });

    assert.equal(answer.status, 204);
    assert.deepEqual(api.hashed, ['x']);
  });
});
