import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { mappingFindings } from '../../../../../cli/doctor/account/mappings.ts';
import { parseTenantId } from '../../../../../lib/domain/identifiers.ts';
import { told } from '../../../../support/findings.ts';

describe('the mappings of the tenants', () => {
  const properties = {
    BatchSize: 100,
    FunctionResponseTypes: ['ReportBatchItemFailures'],
    ProvisionedPollerConfig: { MinimumPollers: 1, PollerGroupName: 'tidegate-dev-2' },
  };
  const mapping = {
    id: '1',
    arn: 'arn:1',
    topic: 'hono.event.acme',
    consumerGroup: 'tidegate.acme',
    state: 'Enabled',
    modifiedAtMs: 0,
    properties,
  };
  const view = {
    patterns: { topic: 'hono.event.{tenant}', consumerGroup: 'tidegate.{tenant}' },
    desired: {
      ...properties,
      ProvisionedPollerConfig: { MinimumPollers: 1, PollerGroupName: 'tidegate-dev' },
    },
    eventsReadBy: 'mappings',
    tenants: [parseTenantId('acme')],
    mappings: [mapping],
    consumerAnswersPartially: true,
  } as const;

  test('are right as the file has them, whatever the number of their group', () => {
    assert.deepEqual(mappingFindings(view), []);
  });

  for (const [what, changes, sentence] of [
    ['a tenant without one', { mappings: [] }, /^error tenant acme: has no mapping/],
    [
      'one of nobody',
      { tenants: [] },
      /^warning mapping of hono\.event\.acme: reads a topic of no/,
    ],
    ['one that is off', { mappings: [{ ...mapping, state: 'Disabled' }] }, /^error .*is disabled/],
    [
      'one whose batches fail',
      {
        mappings: [
          { ...mapping, properties: { ...properties, LastProcessingResult: 'PROBLEM: x' } },
        ],
      },
      /^warning .*its last batch ended with "PROBLEM: x"/,
    ],
    [
      'another setting',
      { mappings: [{ ...mapping, properties: { ...properties, BatchSize: 1 } }] },
      /^warning .*BatchSize is not as in deploy\/event-source-mapping\.yml/,
    ],
    ['a poller beside them', { eventsReadBy: 'poller' }, /^warning .*both process every event/],
  ] as const) {
    test(`are wrong with ${what}`, () => {
      const findings = mappingFindings({ ...view, ...changes });

      assert.equal(findings.length, 1);
      assert.match(told(findings[0]), sentence);
    });
  }

  test('lose events when one does not take the partial answers that the consumer gives', () => {
    const lossy = { ...mapping, properties: { ...properties, FunctionResponseTypes: [] } };

    const findings = mappingFindings({ ...view, mappings: [lossy] });

    assert.match(told(findings[0]), /^error mapping: takes no partial answers/);
  });
});
