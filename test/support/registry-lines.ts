import fc from 'fast-check';
import { lines } from './bulk.ts';

/** Few, so that two registries have some in common. */
const word = fc.constantFrom('a', 'b', 'c', 'd');
const ext = fc.dictionary(word, fc.jsonValue(), { minKeys: 1, maxKeys: 3 });
const flag = fc.option(fc.boolean(), { nil: undefined });

const tenant = fc.record({
  enabled: flag,
  ext,
  'minimum-message-size': fc.integer({ min: 1, max: 9 }),
});
const device = fc.record({ enabled: flag, ext, via: fc.uniqueArray(word, { minLength: 1 }) });
const secret = fc.record({
  id: fc.uuid(),
  enabled: flag,
  comment: fc.option(fc.string(), { nil: undefined }),
  'hash-function': fc.constant('sha-256'),
  'pwd-hash': fc.constant('aGFzaA=='),
});

/** Something to import, all of whose references are good, in an order in which it can be; by identifier, as an export is. */
export const registryLines = fc
  .dictionary(
    word,
    fc.record({
      tenant,
      devices: fc.dictionary(
        word,
        fc.record({ device, secrets: fc.array(secret, { maxLength: 2 }) }),
        {
          maxKeys: 4,
        },
      ),
    }),
    { minKeys: 1, maxKeys: 3 },
  )
  .map((tenants) => lines(...Object.entries(tenants).toSorted(byName).flatMap(ofTenant)));

type Content = {
  readonly tenant: unknown;
  readonly devices: Readonly<
    Record<string, { readonly device: unknown; readonly secrets: readonly unknown[] }>
  >;
};

function ofTenant([id, content]: readonly [string, Content]): unknown[] {
  const devices = Object.entries(content.devices).toSorted(byName);
  return [
    { 'tenant-id': id, tenant: content.tenant },
    ...devices.map(([name, one]) => ({
      'tenant-id': id,
      'device-id': name,
      device: one.device,
    })),
    ...devices
      .filter(([, { secrets }]) => secrets.length > 0)
      .map(([name, { secrets }]) => ({
        'tenant-id': id,
        'device-id': name,
        credentials: [{ type: 'hashed-password', 'auth-id': name, secrets }],
      })),
  ];
}

function byName([one]: readonly [string, unknown], [other]: readonly [string, unknown]): number {
  return one < other ? -1 : 1;
}
