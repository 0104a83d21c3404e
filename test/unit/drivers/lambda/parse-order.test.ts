import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseOrder } from '../../../../lib/drivers/lambda/parse-order.ts';

describe('what invokes the reconciler', () => {
  for (const event of [undefined, {}, { source: 'aws.events', detail: {} }, { Records: [] }]) {
    it(`orders nothing by ${JSON.stringify(event)}`, () => {
      assert.deepEqual(parseOrder(event), { force: [], ...(event && { most: undefined }) });
    });
  }

  it('may force mappings away, and allow more removals', () => {
    assert.deepEqual(parseOrder({ force: ['acme'], removals: 200 }), {
      force: ['acme'],
      most: 200,
    });
  });

  for (const event of [{ force: 'acme' }, { removals: '5' }, { removals: -1 }]) {
    it(`is refused with ${JSON.stringify(event)}`, () => {
      assert.throws(() => parseOrder(event), { code: 'INVALID_REQUEST' });
    });
  }

  it('is refused with what is no tenant', () => {
    assert.throws(() => parseOrder({ force: ['a b'] }), { code: 'INVALID_TENANT_ID' });
  });
});
