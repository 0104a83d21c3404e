import type { TenantId } from '../domain/identifiers.ts';

/** Members of `CreateEventSourceMapping`. */
export type MappingProperties = Readonly<Record<string, unknown>>;

/** A Kafka event source mapping of the consumer, as Lambda reports it. */
export type Mapping = {
  /** Its UUID. */
  readonly id: string;
  readonly arn: string;
  readonly topic: string;
  readonly consumerGroup: string;
  /** `Enabled`, `Deleting` and so on. */
  readonly state: string;
  /** Milliseconds since the Unix epoch. */
  readonly modifiedAtMs: number;
  readonly properties: MappingProperties;
};

export type NewMapping = {
  readonly tenant: TenantId;
  readonly topic: string;
  readonly consumerGroup: string;
  readonly properties: MappingProperties;
};

/** Lambda's control plane, as far as the mappings of one function go. */
export type MappingControl = {
  readonly list: () => Promise<readonly Mapping[]>;
  /** Tagged as the tenant's. A mapping with this consumer group that exists already stays as it is. */
  readonly create: (mapping: NewMapping) => Promise<void>;
  /** Of a mapping that is gone nothing is left to change, or to remove. */
  readonly update: (mapping: Mapping, properties: MappingProperties) => Promise<void>;
  readonly remove: (mapping: Mapping) => Promise<void>;
  /** @returns the tenant whose tag the mapping carries; undefined when it is none of ours, or gone. */
  readonly ownerOf: (mapping: Mapping) => Promise<string | undefined>;
};
