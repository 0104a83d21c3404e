import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { functionFindings } from '../../../../../cli/doctor/account/functions.ts';
import type { Finding } from '../../../../../cli/doctor/finding.ts';
import type { DeployedFunction } from '../../../../../lib/drivers/lambda/deployed-function.ts';
import { deployment } from '../../../../support/deployments.ts';
import { told } from '../../../../support/findings.ts';

describe('what is deployed of a function', () => {
  const fine = { state: 'Active', lastUpdate: 'Successful' };

  function found(changes: Partial<DeployedFunction> = {}): Finding[] {
    const template = deployment();
    const deployed = [...template.functions.values()].map(
      ({ name, timeoutSeconds, memoryMb, environment }) =>
        [
          name,
          {
            ...fine,
            timeoutSeconds,
            memoryMb,
            roleArn: undefined,
            reservedConcurrency: undefined,
            variables: environment,
            ...(name === 'ingest' && changes),
          },
        ] as const,
    );
    return functionFindings(template, new Map(deployed));
  }

  test('is right when it is as in serverless.yml', () => {
    assert.deepEqual(found(), []);
  });

  for (const [what, changes, sentence] of [
    ['a state in which it cannot run', { state: 'Failed' }, /^error ingest: its state is Failed/],
    [
      'an update that failed',
      { lastUpdate: 'Failed' },
      /^error ingest: its last update has failed/,
    ],
    ['another time-out', { timeoutSeconds: 6 }, /^warning ingest: timeout is 6, and 10 in/],
    ['other memory', { memoryMb: 128 }, /^warning ingest: memorySize is 128, and 512 in/],
    ['another concurrency', { reservedConcurrency: 5 }, /reservedConcurrency is 5, and unset in/],
    [
      'variables that it does not understand',
      { variables: { KAFKA_BROKERS: 'b-1:9092' } },
      /^error ingest: as deployed: REGISTRY_TABLE is not set/,
    ],
  ] as const) {
    test(`is wrong with ${what}`, () => {
      assert.match(found(changes).map(told).join('\n'), sentence);
    });
  }

  test('is wrong when there is none', () => {
    const findings = functionFindings(deployment(), new Map());

    assert.equal(findings.length, 6);
    assert.match(told(findings[0]), /^error ingest: there is no function tidegate-dev-ingest/);
  });
});
