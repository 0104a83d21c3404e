import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type BrokerSettings, brokerProperties } from '../../../local/kafka/properties.ts';
import { withOwnIds } from '../../../local/kafka/storage.ts';

void describe('the properties of the broker', () => {
  void test('name no address but the loopback', () => {
    const addresses = [...brokerProperties(settings()).matchAll(/:\/\/([^:]*):/g)];

    assert.ok(addresses.length > 0);
    assert.deepEqual(new Set(addresses.map(([, host]) => host)), new Set(['127.0.0.1']));
  });

  void test('send the clients of the proxied listener to the proxy', () => {
    const properties = brokerProperties(settings({ proxied: { port: 3, advertisedPort: 4 } }));

    assert.match(properties, /^listeners=.*PROXIED:\/\/127\.0\.0\.1:3$/m);
    assert.match(properties, /^advertised\.listeners=.*PROXIED:\/\/127\.0\.0\.1:4$/m);
  });

  void test('give a secured listener its own, and clients its name', () => {
    const listener = {
      name: 'TLS',
      protocol: 'SSL',
      properties: { 'ssl.client.auth': 'none' },
    } as const;
    const properties = brokerProperties(settings({ secured: [{ ...listener, port: 5 }] }));

    assert.match(properties, /^listeners=.*,TLS:\/\/127\.0\.0\.1:5$/m);
    assert.match(properties, /^advertised\.listeners=.*,TLS:\/\/localhost:5$/m);
    assert.match(properties, /^listener\.security\.protocol\.map=.*,TLS:SSL$/m);
    assert.match(properties, /^listener\.name\.tls\.ssl\.client\.auth=none$/m);
  });

  void test('let the caller have the last word', () => {
    const properties = brokerProperties(settings({ properties: { 'num.partitions': 7 } }));

    assert.match(properties, /^num\.partitions=7$/m);
    assert.doesNotMatch(properties, /^num\.partitions=1$/m);
  });
});

void test('copied storage › is a cluster of its own', () => {
  const template = '#\nversion=1\ncluster.id=theirs\nnode.id=1\ndirectory.id=theirs\n';

  const [one, other] = [withOwnIds(template), withOwnIds(template)];

  assert.match(one, /^cluster\.id=[\w-]{22}\nnode\.id=1\ndirectory\.id=[\w-]{22}\n/m);
  assert.doesNotMatch(one, /theirs/);
  assert.notEqual(one, other);
});

function settings(some: Partial<BrokerSettings> = {}): BrokerSettings {
  return {
    storage: 'data',
    port: 1,
    controllerPort: 2,
    autoCreateTopics: true,
    partitions: 1,
    ...some,
  };
}
