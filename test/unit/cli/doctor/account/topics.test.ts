import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { topicFindings, type TopicsView } from '../../../../../cli/doctor/account/topics.ts';
import { told } from '../../../../support/findings.ts';

describe('the topics of the tenants', () => {
  const name = 'hono.event.acme';
  const config = {
    'min.insync.replicas': '2',
    'max.message.bytes': '1048588',
    'cleanup.policy': 'delete',
    'retention.ms': '604800000',
  };
  const topic = { partitions: 3, replicas: 3, inSync: 3, config };
  const view: TopicsView = {
    desired: [{ name, partitions: 3, config: {} }],
    actual: new Map([[name, topic]]),
    brokers: 3,
    largestRecord: 10_240,
    retriedMs: 60_000,
  };

  test('are right with three copies, two of which have to have an event', () => {
    assert.deepEqual(topicFindings(view), []);
  });

  test('are wrong when one is missing', () => {
    const findings = topicFindings({ ...view, actual: new Map() });

    assert.match(findings.map(told).join(), /^error topic hono\.event\.acme: does not exist/);
  });

  for (const [what, changes, sentence] of [
    ['fewer partitions', { partitions: 1 }, /^warning .*has fewer partitions/],
    ['one copy', { replicas: 1, inSync: 1 }, /^warning .*has fewer copies than 3/],
    ['a copy that lags', { inSync: 2 }, /^warning .*copies that are not in sync/],
    [
      'an acknowledgement of one broker',
      { config: { ...config, 'min.insync.replicas': '1' } },
      /^error .*min\.insync\.replicas is 1/,
    ],
    [
      'no room for a broker that is down',
      { config: { ...config, 'min.insync.replicas': '3' } },
      /^warning .*min\.insync\.replicas is as large as/,
    ],
    [
      'too little room for a record',
      { config: { ...config, 'max.message.bytes': '10239' } },
      /^error .*max\.message\.bytes is less than 10240/,
    ],
    [
      'compaction',
      { config: { ...config, 'cleanup.policy': 'compact,delete' } },
      /^error .*is compacted/,
    ],
    [
      'a retention as short as the retries',
      { config: { ...config, 'retention.ms': '60000' } },
      /^error .*keeps events no longer than the consumer retries them, 60 s/,
    ],
  ] as const) {
    test(`are wrong with ${what}`, () => {
      const findings = topicFindings({
        ...view,
        actual: new Map([[name, { ...topic, ...changes }]]),
      });

      assert.equal(findings.length, 1);
      assert.match(told(findings[0]), sentence);
    });
  }

  test('are told together when the same is wrong with many', () => {
    const names = ['a', 'b', 'c', 'd', 'e'];
    const actual = new Map(names.map((one) => [one, { ...topic, inSync: 2 }]));

    const [finding] = topicFindings({ ...view, desired: [], actual });

    assert.match(told(finding), /^warning topic a, b, c and 2 more: /);
  });
});
