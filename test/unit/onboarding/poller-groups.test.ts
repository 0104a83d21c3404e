import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { MappingProperties } from '../../../lib/onboarding/mapping-control.ts';
import { pollerGroupOf, pollerGroups } from '../../../lib/onboarding/poller-groups.ts';

function pollers(MaximumPollers: number, PollerGroupName = 'base'): MappingProperties {
  return { ProvisionedPollerConfig: { MaximumPollers, PollerGroupName } };
}

/** The groups in which so many mappings are placed, and how many each has. */
function placed(count: number, properties: MappingProperties, existing: MappingProperties[] = []) {
  const groups = pollerGroups('base', existing);
  const names = Array.from({ length: count }, () => pollerGroupOf(groups.place(properties)));
  return Object.fromEntries(
    [...Map.groupBy(names, (name) => name)].map(([name, all]) => [name, all.length]),
  );
}

describe('poller groups', () => {
  it('hold a hundred mappings each', () => {
    assert.deepEqual(placed(250, pollers(20)), { 'base-1': 100, 'base-2': 100, 'base-3': 50 });
  });

  it('hold two thousand pollers each', () => {
    assert.deepEqual(placed(25, pollers(200)), { 'base-1': 10, 'base-2': 10, 'base-3': 5 });
  });

  it('count what is in them already, whosever it is', () => {
    const existing = Array.from({ length: 99 }, () => pollers(20, 'base-1'));

    assert.deepEqual(placed(2, pollers(20), existing), { 'base-1': 1, 'base-2': 1 });
  });

  it('are filled up again where mappings have gone', () => {
    const existing = Array.from({ length: 100 }, () => pollers(20, 'base-2'));

    assert.deepEqual(placed(101, pollers(20), existing), { 'base-1': 100, 'base-3': 1 });
  });

  it('take a mapping that does not say for two hundred pollers, as Lambda does', () => {
    const properties = { ProvisionedPollerConfig: { PollerGroupName: 'base' } };

    assert.deepEqual(placed(11, properties), { 'base-1': 10, 'base-2': 1 });
  });

  it('are none where the settings name none', () => {
    const properties = { BatchSize: 10 };

    assert.equal(pollerGroups(undefined, []).place(properties), properties);
  });
});
