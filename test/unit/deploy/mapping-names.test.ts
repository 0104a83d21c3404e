import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { consumerGroupOf, logicalIdOf, tenantOf, topicOf } from '../../../deploy/mapping-names.ts';

const patterns = { topic: 'hono.event.{tenant}', consumerGroup: 'tidegate.{tenant}' };
const longest = 'x'.repeat(232);

describe('the names of an event source mapping', () => {
  it('are made of the tenant', () => {
    assert.equal(topicOf(patterns, 'a-b'), 'hono.event.a-b');
    assert.equal(consumerGroupOf(patterns, 'a-b'), 'tidegate.a-b');
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
    const other = consumerGroupOf(patterns, `${longest.slice(0, -1)}y`);

    assert.equal(group.length, 200);
    assert.equal(other.length, 200);
    assert.notEqual(group, other);
  });

  it('are letters and digits in CloudFormation, and differ where only punctuation does', () => {
    const ids = ['a-b', 'ab', 'a.b', 'a_b', longest].map(logicalIdOf);

    assert.equal(new Set(ids).size, ids.length);
    for (const id of ids) assert.match(id, /^[A-Za-z0-9]{1,255}$/);
  });
});
