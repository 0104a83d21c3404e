import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { onlyTenantChanges } from '../../../../lib/drivers/dynamodb/tenant-stream.ts';

const { before } = onlyTenantChanges();
const changeOf = (pk: string) => ({ dynamodb: { Keys: { pk: { S: pk }, sk: { S: 'x' } } } });

describe('an invocation of the reconciler', () => {
  it('goes on when a tenant is among the changes', () => {
    const Records = [changeOf('devices#acme'), changeOf('tenant#acme')];

    assert.equal(before({ event: { Records } }), undefined);
  });

  it('ends when none is', () => {
    const Records = [changeOf('devices#acme'), changeOf('outbox#acme'), changeOf('tenants')];

    assert.equal(before({ event: { Records } }), null);
  });

  for (const event of [{ source: 'aws.events' }, {}, null, { force: ['acme'] }]) {
    it(`goes on with ${JSON.stringify(event)}, which is no stream`, () => {
      assert.equal(before({ event }), undefined);
    });
  }
});
