import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { describe, test } from 'node:test';
import { parseTenantId } from '../../../../lib/domain/identifiers.ts';
import { identity } from '../../../support/certificates.ts';
import { notificationsOf } from '../../../support/outbox.ts';
import { openManagementApi } from '../../../support/management-api.ts';

const PUBLIC_KEY = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  .publicKey.export({ type: 'spki', format: 'der' })
  .toString('base64');

const withLimits = (ext: unknown) => ({ json: { 'resource-limits': { ext } } });

describe("a tenant's own limits", () => {
  test('are kept beside whatever else is there', async () => {
    const { send } = openManagementApi();
    const ext = {
      'max-payload-size': 4096,
      'message-rate': {
        device: { messages: 60, seconds: 60 },
        tenant: { messages: -1, seconds: 1 },
      },
      tariff: { name: 'small' },
    };

    await send('POST', '/v1/tenants/t1', withLimits(ext));

    const { json } = await send('GET', '/v1/tenants/t1');
    assert.deepEqual(json, { 'resource-limits': { ext } });
  });

  for (const [member, ext] of [
    ['max-payload-size', { 'max-payload-size': -1 }],
    ['max-payload-size', { 'max-payload-size': '4096' }],
    ['message-rate', { 'message-rate': 60 }],
    ['message-rate.device.messages', { 'message-rate': { device: { messages: 0, seconds: 1 } } }],
    ['message-rate.device.seconds', { 'message-rate': { device: { messages: 60 } } }],
    ['message-rate.devices', { 'message-rate': { devices: { messages: 60, seconds: 1 } } }],
  ] as const) {
    test(`are refused when ${JSON.stringify(ext)} is sent`, async () => {
      const { send } = openManagementApi();

      const { status, json } = await send('POST', '/v1/tenants/t1', withLimits(ext));

      assert.equal(status, 400);
      const { error } = json as { error: string };
      assert.ok(error.startsWith(`resource-limits.ext.${member}:`), error);
    });
  }
});

describe('creating a tenant', () => {
  test('answers 201 with its id, address and version', async () => {
    const { send } = openManagementApi();

    const answer = await send('POST', '/v1/tenants/t1', { json: { enabled: true } });

    assert.equal(answer.status, 201);
    assert.deepEqual(answer.json, { id: 't1' });
    assert.equal(answer.headers['location'], '/v1/tenants/t1');
    const read = await send('GET', '/v1/tenants/t1');
    assert.deepEqual(read.json, { enabled: true });
    assert.equal(read.headers['etag'], answer.headers['etag']);
  });

  test('needs neither a body nor an id', async () => {
    const { send } = openManagementApi();

    const answer = await send('POST', '/v1/tenants');

    const { id } = answer.json as { id: string };
    assert.equal(answer.headers['location'], `/v1/tenants/${id}`);
    assert.deepEqual((await send('GET', `/v1/tenants/${id}`)).json, {});
  });

  test('answers 409 to an id that exists', async () => {
    const { send } = openManagementApi();
    await send('POST', '/v1/tenants/t1', { json: { enabled: false } });

    const answer = await send('POST', '/v1/tenants/t1', { json: {} });

    assert.equal(answer.status, 409);
    assert.deepEqual((await send('GET', '/v1/tenants/t1')).json, { enabled: false });
  });

  test("answers 409 to an id that another equals with '.' and '_' exchanged", async () => {
    const { send } = openManagementApi();
    await send('POST', '/v1/tenants/a.b');

    assert.equal((await send('POST', '/v1/tenants/a_b')).status, 409);
  });

  test('gives trust anchors without an id one', async () => {
    const { send } = openManagementApi();
    const anchor = {
      'subject-dn': 'cn=Authority , o = "Suite, Inc."',
      'public-key': PUBLIC_KEY,
      algorithm: 'EC',
      'not-before': '2020-01-01T00:00:00+02:00',
      'not-after': '2040-01-01T00:00Z',
    };

    await send('POST', '/v1/tenants/t1', { json: { 'trusted-ca': [anchor] } });

    const { 'trusted-ca': anchors } = (await send('GET', '/v1/tenants/t1')).json as {
      'trusted-ca': Record<string, unknown>[];
    };
    assert.match(String(anchors[0]?.['id']), /^[0-9a-f-]{36}$/);
    assert.deepEqual(
      { ...anchors[0], id: 'generated' },
      {
        id: 'generated',
        'subject-dn': 'CN=Authority,O=Suite\\, Inc.',
        'public-key': PUBLIC_KEY,
        algorithm: 'EC',
        'not-before': '2019-12-31T22:00:00Z',
        'not-after': '2040-01-01T00:00:00Z',
        'auto-provisioning-enabled': false,
        'auto-provision-as-gateway': false,
      },
    );
  });
});

describe('a tenant that is sent', () => {
  const refused: readonly (readonly [unknown, RegExp])[] = [
    [[], /^the body: must be an object/],
    ['text', /^the body: must be an object/],
    [{ unknown: 1 }, /^unknown: is not a member/],
    [{ enabled: 'true' }, /^enabled: must be true or false/],
    [{ alias: null }, /^alias: must be a text/],
    [{ alias: 'Not.A.Label' }, /^alias: must consist of/],
    [{ ext: [] }, /^ext: must be an object/],
    [{ adapters: [] }, /^adapters: must not be empty/],
    [{ adapters: [{}] }, /^adapters\.0\.type: must be given/],
    [{ adapters: [{ type: 'a' }, { type: 'a' }] }, /^adapters: types must differ/],
    [{ adapters: [{ type: 'a', unknown: 1 }] }, /^adapters\.0\.unknown: is not a member/],
    [{ 'minimum-message-size': -1 }, /^minimum-message-size: must be an integer from 0/],
    [{ 'registration-limits': { 'max-devices': -2 } }, /max-devices: must be an integer from -1/],
    [{ 'resource-limits': { 'max-ttl': 1.5 } }, /^resource-limits\.max-ttl: must be an integer/],
    [
      { 'resource-limits': { 'data-volume': { 'max-bytes': 1 } } },
      /data-volume\.effective-since: must be given/,
    ],
    [
      { 'resource-limits': { 'data-volume': { 'effective-since': '2026-02-30T00:00:00Z' } } },
      /effective-since: must be an ISO 8601 instant/,
    ],
    [{ tracing: { 'sampling-mode': 'some' } }, /^tracing\.sampling-mode: must be "default"/],
    [{ 'trusted-ca': [{}] }, /^trusted-ca\.0: must hold either cert, or/],
    [{ 'trusted-ca': [{ cert: 'bm90IGEgY2VydA==' }] }, /^trusted-ca\.0\.cert: must be Base64 of/],
  ];
  for (const [json, message] of refused) {
    test(`is refused, naming the member: ${JSON.stringify(json)}`, async () => {
      const { send, outbox } = openManagementApi();

      const answer = await send('POST', '/v1/tenants/t1', { json });

      assert.equal(answer.status, 400);
      assert.match((answer.json as { error: string }).error, message);
      assert.equal((await send('GET', '/v1/tenants/t1')).status, 404);
      assert.deepEqual(outbox, []);
    });
  }

  const normalised: readonly (readonly [string, unknown, unknown])[] = [
    ['without null', { enabled: null, ext: null, defaults: null, 'trusted-ca': null }, {}],
    ['without what is empty', { ext: {}, defaults: {}, 'minimum-message-size': 0 }, {}],
    [
      'with the defaults of adapters',
      { adapters: [{ type: 'hono-http' }] },
      {
        adapters: [{ type: 'hono-http', enabled: false, 'device-authentication-required': true }],
      },
    ],
    [
      'with both registration limits',
      { 'registration-limits': { 'max-devices': 5 } },
      { 'registration-limits': { 'max-devices': 5, 'max-credentials-per-device': -1 } },
    ],
    [
      'without unlimited limits',
      { 'resource-limits': { 'max-ttl': -1, 'max-connections': 3 } },
      { 'resource-limits': { 'max-connections': 3 } },
    ],
    ['with a sampling mode', { tracing: {} }, { tracing: { 'sampling-mode': null } }],
  ];
  for (const [how, json, shown] of normalised) {
    test(`comes back ${how}`, async () => {
      const { send } = openManagementApi();

      await send('POST', '/v1/tenants/t1', { json });

      assert.deepEqual((await send('GET', '/v1/tenants/t1')).json, shown);
    });
  }
});

describe('changing a tenant', () => {
  test('replaces it as a whole and gives it a new version', async () => {
    const { send } = openManagementApi();
    const created = await send('POST', '/v1/tenants/t1', { json: { ext: { a: 1 } } });

    const answer = await send('PUT', '/v1/tenants/t1', { json: { enabled: false } });

    assert.equal(answer.status, 204);
    assert.equal(answer.body, undefined);
    assert.notEqual(answer.headers['etag'], created.headers['etag']);
    const read = await send('GET', '/v1/tenants/t1');
    assert.deepEqual(read.json, { enabled: false });
    assert.equal(read.headers['etag'], answer.headers['etag']);
  });

  for (const method of ['PUT', 'DELETE']) {
    test(`with ${method} compares If-Match as bare text`, async () => {
      const { send } = openManagementApi();
      const { headers } = await send('POST', '/v1/tenants/t1');
      const etag = headers['etag'] ?? '';
      const send1 = (ifMatch: string) =>
        send(method, '/v1/tenants/t1', { json: {}, headers: { 'if-match': ifMatch } });

      for (const other of [`"${etag}"`, `W/"${etag}"`, '*', `${etag}, x`]) {
        assert.equal((await send1(other)).status, 412, other);
      }
      assert.equal((await send1(etag)).status, 204);
    });
  }

  test('deletes it, and hides its devices until it is created again', async () => {
    const { send } = openManagementApi();
    await send('POST', '/v1/tenants/t1');
    await send('POST', '/v1/devices/t1/d1');

    const answer = await send('DELETE', '/v1/tenants/t1');

    assert.equal(answer.status, 204);
    assert.equal(answer.headers['etag'], undefined);
    assert.equal((await send('DELETE', '/v1/tenants/t1')).status, 404);
    assert.equal((await send('GET', '/v1/devices/t1/d1')).status, 404);
    await send('POST', '/v1/tenants/t1');
    assert.equal((await send('GET', '/v1/devices/t1/d1')).status, 200);
  });

  test('is told to others, as Hono tells it', async () => {
    const { send, outbox } = openManagementApi();
    const ext = { 'invalidate-cache-on-update': true };

    await send('POST', '/v1/tenants/t1', { json: { enabled: false } });
    await send('PUT', '/v1/tenants/t1', { json: { ext } });
    await send('DELETE', '/v1/tenants/t1');

    const common = {
      type: 'tenant-change-v1',
      source: 'device-registry',
      'creation-time': '2026-11-21T12:00:00Z',
      'tenant-id': 't1',
    };
    assert.deepEqual(notificationsOf(outbox), [
      { ...common, change: 'CREATE', enabled: false, 'invalidate-cache-on-update': false },
      { ...common, change: 'UPDATE', enabled: true, 'invalidate-cache-on-update': true },
      { ...common, change: 'DELETE', enabled: false, 'invalidate-cache-on-update': true },
    ]);
  });
});

describe('the certificate of a trust anchor', () => {
  const authority = identity({ subject: [['CN', 'authority']], isAuthority: true });
  const cert = authority.der.toString('base64');

  test('is kept for truststores, and not shown, as Hono does not show it', async () => {
    const api = openManagementApi();

    await api.send('POST', '/v1/tenants/t1', { json: { 'trusted-ca': [{ cert }] } });

    const { json } = await api.send('GET', '/v1/tenants/t1');
    const { result } = (await api.send('GET', '/v1/tenants')).json as { result: unknown };
    assert.doesNotMatch(JSON.stringify([json, result]), /"cert"/);
    assert.deepEqual(await keptIn(api), [cert]);
  });

  test('stays when a tenant is written back as it was read', async () => {
    const api = openManagementApi();
    await api.send('POST', '/v1/tenants/t1', { json: { 'trusted-ca': [{ cert }] } });
    const { json } = await api.send('GET', '/v1/tenants/t1');

    await api.send('PUT', '/v1/tenants/t1', { json });

    assert.deepEqual(await keptIn(api), [cert]);
  });

  test('goes with the trust anchor, and does not pass to one of another key', async () => {
    const api = openManagementApi();
    const other = identity({ subject: [['CN', 'authority']], isAuthority: true });
    await api.send('POST', '/v1/tenants/t1', { json: { 'trusted-ca': [{ cert }] } });
    const { json } = await api.send('GET', '/v1/tenants/t1');
    const [anchor] = (json as { 'trusted-ca': object[] })['trusted-ca'];
    const key = other.publicKey.export({ type: 'spki', format: 'der' }).toString('base64');

    await api.send('PUT', '/v1/tenants/t1', {
      json: { 'trusted-ca': [{ ...anchor, 'public-key': key }] },
    });

    assert.deepEqual(await keptIn(api), [undefined]);
  });
});

async function keptIn({ store }: ReturnType<typeof openManagementApi>) {
  const tenant = await store.findTenant(parseTenantId('t1'));
  return tenant?.document['trusted-ca']?.map(({ cert }) => cert);
}
