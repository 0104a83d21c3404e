import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { describe, test, type TestContext } from 'node:test';
import { parseTenantId } from '../../lib/domain/identifiers.ts';
import type { Mapping, MappingControl, NewMapping } from '../../lib/onboarding/mapping-control.ts';
import { driftOf } from '../../lib/onboarding/mapping-drift.ts';
import { until } from '../support/until.ts';

const PROPERTIES = {
  BatchSize: 10,
  MaximumBatchingWindowInSeconds: 0,
  StartingPosition: 'TRIM_HORIZON',
  FunctionResponseTypes: ['ReportBatchItemFailures'],
  BisectBatchOnFunctionError: false,
  MaximumRetryAttempts: -1,
  ProvisionedPollerConfig: { MinimumPollers: 1, MaximumPollers: 20, PollerGroupName: 'poll-1' },
};

/** What every driver that keeps event source mappings does. */
export function mappingControlContract(
  driver: string,
  open: (t: TestContext) => Promise<MappingControl>,
): void {
  describe(`mapping control (${driver})`, () => {
    test('makes a mapping that carries the tag of its tenant', async (t) => {
      const mappings = await open(t);
      const wanted = mapping();

      await mappings.create(wanted);

      const made = await find(mappings, wanted);
      assert.ok(made);
      assert.equal(made.consumerGroup, wanted.consumerGroup);
      assert.equal(await mappings.ownerOf(made), wanted.tenant);
    });

    test('reports a mapping as it was made: nothing of it is to be corrected', async (t) => {
      const mappings = await open(t);
      const wanted = mapping();

      await mappings.create(wanted);

      assert.equal(
        driftOf(PROPERTIES, (await find(mappings, wanted))?.properties ?? {}),
        undefined,
      );
    });

    test('of several that make a mapping none fails, and there is one', async (t) => {
      const mappings = await open(t);
      const wanted = mapping();

      await Promise.all([1, 2, 3].map(() => mappings.create(wanted)));

      const made = (await mappings.list()).filter(({ topic }) => topic === wanted.topic);
      assert.equal(made.length, 1);
    });

    test('changes settings, and keeps the others', async (t) => {
      const mappings = await open(t);
      const wanted = mapping({ ...PROPERTIES, Enabled: false });
      await mappings.create(wanted);
      await until(async () => (await find(mappings, wanted))?.state !== 'Creating');
      const made = await find(mappings, wanted);
      assert.ok(made);

      await mappings.update(made, { BatchSize: 20 });

      const changed = await find(mappings, wanted);
      assert.deepEqual(
        [changed?.properties['BatchSize'], changed?.properties['MaximumRetryAttempts']],
        [20, -1],
      );
      assert.ok((changed?.modifiedAtMs ?? 0) >= made.modifiedAtMs);
    });

    test('removes a mapping, also one that is gone', async (t) => {
      const mappings = await open(t);
      const wanted = mapping();
      await mappings.create(wanted);
      const made = await find(mappings, wanted);
      assert.ok(made);

      await mappings.remove(made);
      await until(async () => (await find(mappings, wanted)) === undefined);

      await mappings.remove(made);
      await mappings.update(made, { BatchSize: 20 });
      assert.equal(await mappings.ownerOf(made), undefined);
    });

    test('lists more than fit into one page', async (t) => {
      const mappings = await open(t);
      const wanted = Array.from({ length: 105 }, () => mapping({ ...PROPERTIES, Enabled: false }));
      for (const [index, one] of wanted.entries()) {
        const ProvisionedPollerConfig = {
          MaximumPollers: 20,
          PollerGroupName: `poll-${index % 2}`,
        };
        await mappings.create({
          ...one,
          properties: { ...one.properties, ProvisionedPollerConfig },
        });
      }

      const topics = new Set((await mappings.list()).map(({ topic }) => topic));

      assert.ok(wanted.every(({ topic }) => topics.has(topic)));
    });
  });
}

async function find(
  mappings: MappingControl,
  { topic }: Pick<NewMapping, 'topic'>,
): Promise<Mapping | undefined> {
  return (await mappings.list()).find((one) => one.topic === topic);
}

function mapping(properties: NewMapping['properties'] = PROPERTIES): NewMapping {
  const tenant = parseTenantId(`tenant-${randomUUID()}`);
  return {
    tenant,
    topic: `hono.event.${tenant}`,
    consumerGroup: `tidegate.${tenant}`,
    properties,
  };
}
