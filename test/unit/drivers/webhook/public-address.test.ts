import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { guardedLookup } from '../../../../lib/drivers/webhook/guarded-lookup.ts';
import { isPublicAddress } from '../../../../lib/drivers/webhook/public-address.ts';

const PUBLIC = ['8.8.8.8', '1.1.1.1', '172.32.0.1', '100.128.0.1', '2606:4700:4700::1111'];

const NOT_PUBLIC = [
  '0.0.0.0',
  '10.1.2.3',
  '100.64.0.1',
  '127.0.0.1',
  '127.255.255.254',
  '169.254.169.254',
  '172.16.0.1',
  '172.31.255.255',
  '192.168.1.1',
  '198.18.0.1',
  '224.0.0.1',
  '255.255.255.255',
  '::',
  '::1',
  '::ffff:10.0.0.1',
  '::ffff:8.8.8.8',
  '64:ff9b::a00:1',
  'fc00::1',
  'fd00:ec2::254',
  'fe80::1',
  'fe80::1%eth0',
  'ff02::1',
  '2001:db8::1',
  '2002:a00:1::',
  'localhost',
  '',
  '0x7f.1',
];

describe('an address of the public Internet', () => {
  for (const address of PUBLIC) {
    it(`${address} is one`, () => assert.ok(isPublicAddress(address)));
  }
  for (const address of NOT_PUBLIC) {
    it(`${JSON.stringify(address)} is none`, () => assert.ok(!isPublicAddress(address)));
  }
});

const lookUp = (addresses: readonly string[], all: boolean) =>
  new Promise((resolve) => {
    const lookup = guardedLookup(isPublicAddress, (_hostname, _options, answer) =>
      answer(
        null,
        addresses.map((address) => ({ address, family: 4 })),
      ),
    );
    lookup('hooks.example', { all }, (failure, found) => resolve(failure?.message ?? found));
  });

describe('looking up where a webhook is', () => {
  it('answers with the addresses that were checked, and no others', async () => {
    const expected = [{ address: '8.8.8.8', family: 4 }];

    assert.deepEqual(await lookUp(['8.8.8.8'], true), expected);
    assert.equal(await lookUp(['8.8.8.8'], false), '8.8.8.8');
  });

  it('refuses a name when one of its addresses is not public', async () => {
    const answer = await lookUp(['8.8.8.8', '169.254.169.254'], true);

    assert.equal(answer, 'hooks.example is not at a public address');
  });

  it('refuses a name without an address', async () => {
    assert.equal(await lookUp([], true), 'hooks.example has no address');
  });
});
