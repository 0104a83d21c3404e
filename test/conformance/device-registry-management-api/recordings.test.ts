import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { openManagementApi } from '../../support/management-api.ts';
import { readScenarios, type Scenario } from '../../support/recordings/recording.ts';
import { replay } from '../../support/recordings/replay.ts';

/** Where we answer otherwise, and why. */
const DEVIATIONS: Readonly<Record<string, string>> = {
  'tc-18': 'a tenant with an id of 300 characters could not have a topic',
  'ts-14': 'only a request that is stored and answered 500 leads to what was recorded',
  'cr-15': 'what is no credential is refused; Hono takes it for an empty set and deletes all',
};

describe('Device Registry Management API', () => {
  for (const [group, scenarios] of Map.groupBy(readScenarios(), (one: Scenario) => one.group)) {
    describe(group, () => {
      for (const scenario of scenarios ?? []) {
        const { id, name } = scenario;
        const reason = DEVIATIONS[id];
        test(`${id} ${name}${reason ? `: not so, ${reason}` : ''}`, async () => {
          const differences = await replay(scenario, openManagementApi());

          if (reason) assert.notDeepEqual(differences, []);
          else assert.deepEqual(differences, []);
        });
      }
    });
  }
});
