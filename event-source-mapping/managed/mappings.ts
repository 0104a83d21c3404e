import { randomUUID } from 'node:crypto';
import type { Behaviour } from '../behaviour.ts';
import { systemClock } from '../clock.ts';
import type { KafkaEvent } from '../event.ts';
import type { KafkaConnection } from '../kafka/connection.ts';
import { POLLER_GROUP } from '../limits.ts';
import type { MappingPorts } from '../mapping.ts';
import type { MetricValues } from '../metrics.ts';
import type { Observation } from '../observation.ts';
import { maximumOf } from '../pollers.ts';
import type { InvocationResult } from '../redelivery.ts';
import { type MappingSettings, type ReadingOptions, parseMappingSettings } from '../settings.ts';
import { startEventSourceMapping } from '../start.ts';
import { withChanges } from './changes.ts';
import { ControlPlaneError } from './control-plane-error.ts';
import {
  type ManagedMapping,
  type MappingConfiguration,
  type StartMapping,
  manageMapping,
} from './managed-mapping.ts';

export type MappingsPorts = Pick<MappingPorts, 'failureSink' | 'clock' | 'random'> & {
  /** @param functionName the mapping's `FunctionName`. */
  readonly invoke: (
    functionName: string,
    event: KafkaEvent,
    options: { readonly signal: AbortSignal },
  ) => Promise<InvocationResult>;
  readonly report?: (uuid: string, observation: Observation) => void;
};

/** The part of Lambda's API that keeps event source mappings. Every change answers at once, and takes effect later. */
export type Mappings = {
  /** @throws {InvalidSetting} {@link ControlPlaneError} for a group that another mapping has, or a full group of pollers. */
  readonly create: (request: object) => MappingConfiguration;
  /** @throws {ControlPlaneError} `ResourceNotFoundException`; so do all that take a UUID. */
  readonly get: (uuid: string) => MappingConfiguration;
  readonly list: () => readonly MappingConfiguration[];
  readonly metrics: (uuid: string) => MetricValues;
  /** @throws {InvalidSetting} and as `create`; `ResourceInUseException` while another change is on its way. */
  readonly update: (uuid: string, changes: object) => MappingConfiguration;
  readonly delete: (uuid: string) => MappingConfiguration;
  /** Resolves when the last change of a mapping has taken effect. */
  readonly settled: (uuid: string) => Promise<void>;
  /** Deletes all. */
  readonly stop: () => Promise<void>;
};

type Kept = { readonly mapping: ManagedMapping; request: object };

export function createMappings(
  connection: KafkaConnection,
  ports: MappingsPorts,
  behaviour: Behaviour = {},
  reading: ReadingOptions = {},
): Mappings {
  return keepMappings(
    (uuid) => (settings) =>
      startEventSourceMapping(settings, connection, portsOf(ports, uuid, settings), behaviour),
    ports,
    reading,
  );
}

/** @param starter how the mapping of that UUID is started. */
export function keepMappings(
  starter: (uuid: string) => StartMapping,
  { clock = systemClock }: Pick<MappingsPorts, 'clock'>,
  reading: ReadingOptions = {},
): Mappings {
  const all = new Map<string, Kept>();

  function find(uuid: string): Kept {
    const kept = all.get(uuid);
    if (kept !== undefined) return kept;
    throw new ControlPlaneError('ResourceNotFoundException', `there is no mapping ${uuid}`);
  }

  /** @throws {InvalidSetting | ControlPlaneError} */
  function parse(uuid: string, request: object): MappingSettings {
    const settings = parseMappingSettings(request, { consumerGroupId: uuid, ...reading });
    const others = [...all].filter(([name]) => name !== uuid);
    checkAmong(
      settings,
      others.map(([, { mapping }]) => mapping.configuration()),
    );
    return settings;
  }

  return {
    create(request) {
      const uuid = randomUUID();
      const mapping = manageMapping(uuid, parse(uuid, request), starter(uuid), clock);
      all.set(uuid, { mapping, request });
      return mapping.configuration();
    },
    get: (uuid) => find(uuid).mapping.configuration(),
    list: () => [...all.values()].map(({ mapping }) => mapping.configuration()),
    metrics: (uuid) => find(uuid).mapping.metrics(),
    update(uuid, changes) {
      const kept = find(uuid);
      const request = withChanges(kept.request, changes);
      kept.mapping.update(parse(uuid, request));
      kept.request = request;
      return kept.mapping.configuration();
    },
    delete(uuid) {
      const { mapping } = find(uuid);
      mapping.delete();
      void mapping.settled().then(() => all.delete(uuid));
      return mapping.configuration();
    },
    settled: (uuid) => find(uuid).mapping.settled(),
    async stop() {
      const mappings = [...all.values()].map(({ mapping }) => mapping);
      for (const mapping of mappings) mapping.delete();
      await Promise.all(mappings.map((mapping) => mapping.settled()));
      all.clear();
    },
  };
}

function portsOf(ports: MappingsPorts, uuid: string, settings: MappingSettings): MappingPorts {
  const { invoke, report, ...rest } = ports;
  return {
    ...rest,
    uuid,
    invoke: (event, options) => invoke(settings.FunctionName ?? '', event, options),
    report: (observation) => report?.(uuid, observation),
  };
}

/**
 * @throws {ControlPlaneError}
 * @see https://docs.aws.amazon.com/lambda/latest/dg/kafka-consumer-group-id.html
 * @see https://docs.aws.amazon.com/lambda/latest/dg/kafka-scaling-modes.html
 */
function checkAmong(settings: MappingSettings, others: readonly MappingConfiguration[]): void {
  const { ConsumerGroupId } = settings;
  const same = others.find((other) => other.ConsumerGroupId === ConsumerGroupId);
  if (same !== undefined) {
    throw new ControlPlaneError(
      'ResourceConflictException',
      `the consumer group ${ConsumerGroupId} is that of the mapping ${same.UUID}`,
    );
  }
  const group = settings.ProvisionedPollerConfig?.PollerGroupName ?? '';
  if (group === '') return;
  const members = [...others, settings]
    .map(({ ProvisionedPollerConfig: config }) => config)
    .filter((config) => config?.PollerGroupName === group);
  const pollers = members.reduce((sum, config) => sum + maximumOf(config ?? {}), 0);
  const { maximumMappings, maximumPollers } = POLLER_GROUP;
  if (members.length <= maximumMappings && pollers <= maximumPollers) return;
  throw new ControlPlaneError(
    'InvalidParameterValueException',
    `the poller group ${group} would have ${members.length} mappings with ${pollers} pollers; ${maximumMappings} and ${maximumPollers} are allowed`,
  );
}
