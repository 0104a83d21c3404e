import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { memoryRegistry } from '../../../../lib/drivers/memory/registry.ts';
import { chunksOf, exported, imported, lines } from '../../../support/bulk.ts';
import { readItems } from '../../../../cli/registry/read-items.ts';

const HASH = '$2a$10$N7UMjhZ2hYx.yuvW9WVXZ.4y33mr6MvnpAsZ8wgLHnkamH2tZ1jD.';
const PASSWORD = {
  type: 'hashed-password',
  enabled: true,
  'auth-id': 'sensor1',
  secrets: [{ id: 's1', 'hash-function': 'bcrypt', 'pwd-hash': HASH }],
};
const KEY = { type: 'psk', 'auth-id': 'little', secrets: [{ id: 's2', key: 'c2VjcmV0S2V5' }] };

/** What each of the formats below says. */
const WANTED = lines(
  { 'tidegate-registry': 1 },
  { 'tenant-id': 'acme', tenant: { enabled: true, 'minimum-message-size': 5 } },
  { 'tenant-id': 'acme', 'device-id': '4711', device: { enabled: true } },
  { 'tenant-id': 'acme', 'device-id': '4712', device: { via: ['4711'] } },
  { 'tenant-id': 'acme', 'device-id': '4711', credentials: [PASSWORD, KEY] },
  { end: { lines: 4 } },
);

describe('a file of JSON lines', () => {
  test('is read as it was exported', async () => {
    const { store } = memoryRegistry();

    const { problems } = await imported(store, WANTED);

    assert.deepEqual(problems, []);
    assert.equal(await exported(store), WANTED);
  });

  test('may have empty lines, the line ends of Windows, and none at its end', async () => {
    const { store } = memoryRegistry();
    const text = WANTED.replaceAll('\n', '\r\n\r\n').trimEnd();

    const { problems } = await imported(store, text);

    assert.deepEqual(problems, []);
    assert.equal(await exported(store), WANTED);
  });

  for (const [what, text, problem] of [
    [
      'was cut short',
      WANTED.slice(0, WANTED.indexOf('{"end"')),
      'the file: INVALID_REQUEST has no last line: it was cut short',
    ],
    [
      'lacks a line',
      WANTED.replace(/.*"4712".*\n/, ''),
      'line 5: INVALID_REQUEST counts other entities than the 3 that are here',
    ],
    [
      'is of another version',
      '{"tidegate-registry":2}\n{"tenant-id":"acme"}\n',
      'line 1: INVALID_REQUEST is of another version of the format than 1, which is known here',
    ],
    [
      'has a line without end',
      `"${'x'.repeat(262_144)}"`,
      'line 1: INVALID_REQUEST has more than 262144 bytes',
    ],
    [
      'is nested too deep',
      `{"tenant-id":"acme","tenant":{"ext":{"a":${'['.repeat(1001)}${']'.repeat(1001)}}}}`,
      'line 1: INVALID_REQUEST the body is nested deeper than 1000 levels',
    ],
  ] as const) {
    test(`that ${what} is said to be so`, async () => {
      const { problems } = await imported(memoryRegistry().store, text);

      assert.deepEqual(problems, [problem]);
    });
  }

  test('is not repeated by what is said of it', async () => {
    const text = '{"pwd-plain":"a secret"\n{"tenant-id":"acme","tenant":{"ext":"a secret"}}\n';

    const { problems } = await imported(memoryRegistry().store, text);

    assert.equal(problems.length, 2);
    assert.ok(!problems.join().includes('a secret'));
  });

  test('that is empty holds nothing', async () => {
    for await (const item of readItems(chunksOf(' \n'), 1)) assert.fail(item.where);
  });
});

describe("what Hono's MongoDB registry has exported", () => {
  const documents = [
    {
      _id: { $oid: '5f1' },
      'tenant-id': 'acme',
      version: 'v1',
      created: { $date: '2026-01-01T00:00:00Z' },
      updatedOn: '2026-01-01T00:00:00Z',
      tenant: { enabled: true, 'minimum-message-size': { $numberInt: '5' } },
    },
    {
      _id: { $oid: '5f2' },
      'tenant-id': 'acme',
      'device-id': '4711',
      version: 'v2',
      'auto-provisioned': false,
      'auto-provisioning-notification-sent': false,
      device: { enabled: true },
    },
    { _id: { $oid: '5f3' }, 'tenant-id': 'acme', 'device-id': '4712', device: { via: ['4711'] } },
    {
      _id: { $oid: '5f4' },
      'tenant-id': 'acme',
      'device-id': '4711',
      credentials: [PASSWORD, KEY],
    },
  ];

  for (const [how, text] of [
    ['as lines', lines(...documents)],
    ['as an array', JSON.stringify(documents, undefined, 2)],
  ] as const) {
    test(`is read ${how}, hashes included`, async () => {
      const { store } = memoryRegistry();

      const { problems } = await imported(store, text);

      assert.deepEqual(problems, []);
      assert.equal(await exported(store), WANTED);
    });
  }
});

describe("the files of Hono's file based registry", () => {
  test('are read one after the other, hashes included', async () => {
    const { store } = memoryRegistry();
    const files = [
      [{ 'tenant-id': 'acme', enabled: true, 'minimum-message-size': 5 }],
      [
        {
          tenant: 'acme',
          devices: [
            { 'device-id': '4711', data: { enabled: true } },
            { 'device-id': '4712', data: { via: '4711' } },
          ],
        },
      ],
      [
        {
          tenant: 'acme',
          credentials: [
            { 'device-id': '4711', ...PASSWORD },
            { 'device-id': '4711', ...KEY },
          ],
        },
      ],
    ];

    for (const file of files) {
      const { problems } = await imported(store, JSON.stringify(file, undefined, 2));
      assert.deepEqual(problems, []);
    }

    assert.equal(await exported(store), WANTED);
  });

  test('tell where in them something is wrong', async () => {
    const { store } = memoryRegistry();
    await imported(store, WANTED);
    const bad = [
      'nothing',
      { tenant: 'acme', devices: [{ 'device-id': 'd1', data: { colour: 'red' } }, 'x'] },
      { tenant: 'acme', credentials: [{ type: 'psk', 'auth-id': 'x', secrets: [] }] },
      { tenant: 'acme', credentials: 'none' },
      { 'tenant-id': 'other', 'trusted-ca': { 'subject-dn': 'CN=ca' } },
    ];

    const { problems } = await imported(store, JSON.stringify(bad));

    assert.deepEqual(problems, [
      'entry 1: INVALID_REQUEST must be an object',
      'entry 2, device 1: INVALID_REQUEST colour: is not a member that is known here',
      'entry 2, device 2: INVALID_REQUEST device-id: must be a text',
      'entry 3, credentials 1: INVALID_REQUEST device-id: must be a text',
      'entry 4: INVALID_REQUEST must have exactly one of the members tenant, device, credentials',
      'entry 5: INVALID_REQUEST trusted-ca.0: must hold either cert, or subject-dn, public-key, not-before and not-after',
    ]);
  });

  test('are refused as a whole when they are no JSON', async () => {
    const { problems } = await imported(memoryRegistry().store, '[{"tenant-id":');

    assert.deepEqual(problems, [
      'the file: INVALID_REQUEST is no JSON array of at most 268435456 bytes',
    ]);
  });
});
