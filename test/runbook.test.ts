import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { alarmsOf } from '../deploy/monitoring/alarms.ts';

const document = readFileSync(join(import.meta.dirname, '../docs/runbook.md'), 'utf8');
const paragraphs = new Map(
  document
    .split('\n### ')
    .slice(1)
    .map((text) => [text.slice(0, text.indexOf('\n')), text] as const),
);
const alarms = alarmsOf({
  prefix: 'tidegate-prod',
  namespace: 'tidegate-prod',
  clusterArn: 'arn:aws:kafka:eu-west-1:000000000000:cluster/tidegate/0-1',
  connectionBudget: 9000,
  pollerConsumerGroup: 'tidegate-poller',
  mqBroker: 'network',
});

describe('docs/runbook.md', () => {
  it('has a paragraph for each alarm, in the same order, and no other', () => {
    assert.deepEqual([...paragraphs.keys()], Object.keys(alarms));
  });

  for (const [name, text] of paragraphs) {
    it(`says of ${name} what it means, what to look at, and what to do`, () => {
      for (const part of ['Means', 'Look at', 'Do'])
        assert.match(text, new RegExp(`^\\*\\*${part}:\\*\\* .`, 'm'));
    });
  }
});
