import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { memoryRegistry } from '../../../lib/drivers/memory/registry.ts';
import { failingPort } from '../../support/registry-faults/failing.ts';
import {
  EDGE,
  type Operation,
  operations,
  subjectOf,
} from '../../support/registry-faults/operations.ts';
import { AN_INSTANT_MS, newTenantId } from '../../support/registry-values.ts';

const WRITES = new Set([
  'createTenant',
  'updateTenant',
  'deleteTenant',
  'createDevice',
  'updateDevice',
  'deleteDevice',
  'replaceCredentials',
  'announce',
  'provisionDevice',
  'claim',
  'settle',
]);

describe('an operation that a failing store has cut short can be repeated', () => {
  for (const [name, operation] of Object.entries(operations)) {
    for (const when of ['before', 'after'] as const) {
      test(`${name}: the answer is lost ${when} the effect`, async () => {
        let nth = 1;
        while (await survives(operation, { nth, when })) nth += 1;

        assert.ok(nth > 1);
      });
    }
  }
});

/** @returns false when the operation is done before its nth write */
async function survives(
  { given, act }: Operation,
  fault: { nth: number; when: 'before' | 'after' },
) {
  const { store, provisioning, devices } = memoryRegistry();
  const failing = failingPort({ ...store, ...provisioning }, WRITES);
  const stores = { store: failing.subject, provisioning: failing.subject, devices };
  const clock = { ms: AN_INSTANT_MS };
  const subject = subjectOf(newTenantId(), stores, () => clock.ms);
  await given(subject);
  failing.arm(fault);

  await act(subject).catch(() => undefined);
  const wasReached = failing.isReached();
  failing.disarm();
  clock.ms += 3000;
  await act(subject).catch(() => undefined);

  const { items } = await store.listDevices(subject.tenant, 100);
  for (const { id } of items) assert.ok(await store.findCredentials(subject.tenant, id));
  const [edge] = await devices.findRegistrations(subject.tenant, [EDGE]);
  assert.equal(edge?.announcement, undefined);
  assert.ok(!edge || [1, 2].includes(subject.published.length));
  return wasReached;
}
