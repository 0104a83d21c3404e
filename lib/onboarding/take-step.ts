import type { TenantId } from '../domain/identifiers.ts';
import type { Mapping, MappingControl, MappingProperties } from './mapping-control.ts';
import type { Step } from './plan.ts';
import type { Outcome } from './run.ts';
import type { TopicAdmin } from './topic-admin.ts';

/**
 * Milliseconds for which a mapping is not corrected again: each change stops it for up to 90 s, and what Lambda reports in
 * another form than it was told would differ for ever.
 */
const SETTLING_MS = 15 * 60_000;

export type StepPorts = {
  readonly topics: TopicAdmin;
  readonly mappings: MappingControl;
  readonly clock: () => number;
};

const CHANGED = { kind: 'changed' } as const;

/** Takes the steps of one tenant in order, until one cannot be taken. */
export async function takeSteps(
  tenant: TenantId | undefined,
  steps: readonly Step[],
  ports: StepPorts,
): Promise<Outcome> {
  for (const step of steps) {
    const outcome = await takeStep(tenant, step, ports);
    if (outcome.kind !== 'changed') return outcome;
  }
  return CHANGED;
}

async function takeStep(
  tenant: TenantId | undefined,
  step: Step,
  ports: StepPorts,
): Promise<Outcome> {
  switch (step.kind) {
    case 'create-topics':
      await ports.topics.create(step.topics);
      return CHANGED;
    case 'grow-topic':
      await ports.topics.growTo(step.topic, step.partitions);
      return CHANGED;
    case 'create-mapping':
      await ports.mappings.create(step.mapping);
      return CHANGED;
    case 'correct-mapping':
      return correct(String(tenant), step.mapping, step.properties, ports);
    case 'await-removal':
      break;
  }
  return { kind: 'pending' };
}

async function correct(
  tenant: string,
  mapping: Mapping,
  properties: MappingProperties,
  { mappings, clock }: StepPorts,
): Promise<Outcome> {
  const { id, modifiedAtMs } = mapping;
  if (clock() - modifiedAtMs < SETTLING_MS) {
    return { kind: 'found', finding: { kind: 'drift-stays', tenant, mapping: id } };
  }
  if ((await mappings.ownerOf(mapping)) !== tenant) {
    return { kind: 'found', finding: { kind: 'not-ours', tenant, mapping: id } };
  }
  await mappings.update(mapping, properties);
  return CHANGED;
}
