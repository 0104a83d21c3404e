import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { consumerGroupOf, tenantOf, topicOf } from '../../../lib/onboarding/mapping-names.ts';
import { parseTenantId as tenantId } from '../../../lib/domain/identifiers.ts';

const patterns = { topic: 'hono.event.{tenant}', consumerGroup: 'tidegate.{tenant}' };
const longest = tenantId('x'.repeat(232));

describe('the names of an event source mapping', () => {
  it('are made of the tenant', () => {
    assert.equal(topicOf(patterns, tenantId('a-b')), 'hono.event.a-b');
    assert.equal(consumerGroupOf(patterns, tenantId('a-b')), 'tidegate.a-b');
  });

  it('give the tenant back', () => {
    assert.equal(tenantOf(patterns, 'hono.event.a.b-c'), 'a.b-c');
  });

  for (const topic of [
    'hono.event.',
    'hono.event',
    'hono.telemetry.a',
    'xhono.event.a',
    '__consumer_offsets',
  ]) {
    it(`give no tenant for the topic ${topic}`, () => {
      assert.equal(tenantOf(patterns, topic), undefined);
    });
  }

  it('fit where Lambda takes 200 characters and a tenant has more', () => {
    const group = consumerGroupOf(patterns, longest);
    const other = consumerGroupOf(patterns, tenantId(`${longest.slice(0, -1)}y`));

    assert.equal(group.length, 200);
    assert.equal(other.length, 200);
    assert.notEqual(group, other);
  });

  it('are cut so that no other tenant has the same', () => {
    const group = consumerGroupOf(patterns, longest);
    const [, name = ''] = group.split('tidegate.');

    assert.throws(() => tenantId(name), { code: 'INVALID_TENANT_ID' });
  });
});
