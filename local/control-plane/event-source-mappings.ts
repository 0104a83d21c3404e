import { randomUUID } from 'node:crypto';
import {
  type EventSourceMapping,
  type InvocationResult,
  type Observation,
  parseMappingSettings,
  startEventSourceMapping,
} from '../../event-source-mapping/index.ts';
import type { Outcome } from '../lambda/outcome.ts';
import { assertGroupHasRoom, assertGroupIsFree } from './mapping-conflicts.ts';
import { RefusedCall } from './refused-call.ts';

export type MappingsOptions = {
  readonly region: string;
  readonly brokers: readonly string[];
  readonly invoke: (functionName: string, event: unknown) => Promise<Outcome>;
  readonly observe: (topic: string, observation: Observation) => void;
};

export type Properties = Readonly<Record<string, unknown>>;

/** What was asked for, and what came of it. */
export type KeptMapping = {
  readonly id: string;
  readonly arn: string;
  /** Its key in `serverless.yml`. */
  readonly functionName: string;
  readonly properties: Properties;
  readonly tags: Readonly<Record<string, string>>;
  readonly state: string;
  readonly lastProcessingResult: string;
  /** Milliseconds since the Unix epoch. */
  readonly modifiedAtMs: number;
};

/** The part of Lambda's control plane that keeps event source mappings. They end with the process. */
export type EventSourceMappings = {
  /** @throws {RefusedCall} {InvalidSetting} */
  readonly create: (functionName: string, properties: Properties) => KeptMapping;
  /** @throws {RefusedCall} {InvalidSetting} */
  readonly update: (id: string, changes: Properties) => KeptMapping;
  /** @throws {RefusedCall} */
  readonly remove: (id: string) => KeptMapping;
  /** In the order in which they were made. */
  readonly list: () => readonly KeptMapping[];
  /** Ends all of them; from then on none is made. */
  readonly stop: () => Promise<void>;
};

/** A mapping that is on its way out stays until it has left its group. */
type Entry = {
  kept: Omit<KeptMapping, 'state' | 'lastProcessingResult'>;
  engine: EventSourceMapping;
  transition?: 'Updating' | 'Deleting';
  /** Changes wait for each other. */
  settled: Promise<void>;
};

export function createEventSourceMappings(options: MappingsOptions): EventSourceMappings {
  const entries = new Map<string, Entry>();
  let isStopped = false;

  function start(kept: Entry['kept']): EventSourceMapping {
    const settings = parseMappingSettings(kept.properties);
    return startEventSourceMapping(
      settings,
      { brokers: options.brokers },
      {
        invoke: async (event) => toInvocationResult(await options.invoke(kept.functionName, event)),
        report: (observation) => options.observe(settings.Topics[0], observation),
      },
    );
  }

  function find(id: string): Entry {
    const entry = entries.get(id);
    if (entry) return entry;
    throw new RefusedCall('ResourceNotFoundException', 404, `no event source mapping ${id}`);
  }

  function assertChangeable({ transition, kept }: Entry): void {
    if (transition === undefined && !isStopped) return;
    const reason = `the event source mapping ${kept.id} is ${transition ?? 'stopped'}`;
    throw new RefusedCall('ResourceInUseException', 400, reason);
  }

  /** The engine of a mapping ends before anything else is made of it. */
  async function change(
    entry: Entry,
    transition: 'Updating' | 'Deleting',
    done: () => void,
  ): Promise<void> {
    entry.transition = transition;
    await entry.engine.stop();
    delete entry.transition;
    if (!isStopped) done();
  }

  return {
    create: (functionName, { Tags: tags = {}, ...properties }) => {
      if (isStopped) throw new RefusedCall('ServiceException', 500, 'the control plane is ending');
      const { ConsumerGroupId: group } = parseMappingSettings(properties);
      const others = [...entries.values()].map(({ kept }) => kept.properties);
      assertGroupIsFree(group, others);
      assertGroupHasRoom(properties, others);
      const id = randomUUID();
      const kept = {
        id,
        arn: `arn:aws:lambda:${options.region}:000000000000:event-source-mapping:${id}`,
        functionName,
        properties,
        tags: tags as KeptMapping['tags'],
        modifiedAtMs: Date.now(),
      };
      const entry = { kept, engine: start(kept), settled: Promise.resolve() };
      entries.set(id, entry);
      return toKept(entry);
    },
    update: (id, changes) => {
      const entry = find(id);
      assertChangeable(entry);
      const properties = { ...entry.kept.properties, ...changes };
      parseMappingSettings(properties);
      const kept = { ...entry.kept, properties, modifiedAtMs: Date.now() };
      entry.kept = kept;
      entry.settled = change(entry, 'Updating', () => {
        entry.engine = start(kept);
      });
      return toKept(entry);
    },
    remove: (id) => {
      const entry = find(id);
      assertChangeable(entry);
      entry.settled = change(entry, 'Deleting', () => void entries.delete(id));
      return toKept(entry);
    },
    list: () => [...entries.values()].map(toKept),
    stop: async () => {
      isStopped = true;
      const all = [...entries.values()];
      await Promise.all(all.map(({ settled }) => settled));
      await Promise.all(all.map(({ engine }) => engine.stop()));
    },
  };
}

function toKept({ kept, engine, transition }: Entry): KeptMapping {
  const { State: state, LastProcessingResult: lastProcessingResult } = engine.state();
  return { ...kept, state: transition ?? state, lastProcessingResult };
}

function toInvocationResult(outcome: Outcome): InvocationResult {
  if (outcome.kind === 'throttled') return outcome;
  const kind = outcome.kind === 'returned' ? 'success' : 'function-error';
  return { kind, payload: outcome.payload };
}
