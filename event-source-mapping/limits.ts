/** Limits of Lambda's Kafka event source mappings. Each names the AWS page (or API model) that states it. */

/** @see https://docs.aws.amazon.com/lambda/latest/dg/msk-esm-parameters.html */
export const BATCH_SIZE = { minimum: 1, maximum: 10_000, default: 100 } as const;

/** Seconds; what an absent member means is `DEFAULT_BATCHING_WINDOW_MS`. @see https://docs.aws.amazon.com/lambda/latest/dg/msk-esm-parameters.html */
export const BATCHING_WINDOW_SECONDS = { minimum: 0, maximum: 300 } as const;

/** Cannot be expressed in whole seconds, so it applies only as long as the member was never set. @see https://docs.aws.amazon.com/lambda/latest/dg/with-msk-configure.html */
export const DEFAULT_BATCHING_WINDOW_MS = 500;

/** Bytes of the event as JSON; base64 leaves about 4.5 MB of values. @see https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
export const MAXIMUM_EVENT_BYTES = 6 * 1024 * 1024;

/** -1 retries for ever. @see https://docs.aws.amazon.com/lambda/latest/dg/kafka-retry-configurations.html */
export const RETRY_ATTEMPTS = { minimum: -1, maximum: 10_000, default: -1 } as const;

/** Attempts that endless retries become when a failure destination is configured. @see https://docs.aws.amazon.com/lambda/latest/dg/kafka-retry-configurations.html */
export const RETRY_ATTEMPTS_WITH_DESTINATION = 10;

/** Seconds; -1, the default, never expires a record. @see https://docs.aws.amazon.com/lambda/latest/dg/kafka-retry-configurations.html */
export const RECORD_AGE_SECONDS = { minimum: 60, maximum: 604_800, never: -1 } as const;

/** The API model's pattern of a topic; a mapping takes exactly one, literally. @see https://docs.aws.amazon.com/lambda/latest/api/API_CreateEventSourceMapping.html */
export const TOPIC = { pattern: /^[^.]([a-zA-Z0-9\-_.]+)$/, maximumLength: 249 } as const;

/** @see https://docs.aws.amazon.com/lambda/latest/dg/kafka-consumer-group-id.html */
export const CONSUMER_GROUP_ID = {
  pattern: /^[a-zA-Z0-9\-/*:_+=.@]+$/,
  maximumLength: 200,
} as const;

/** @see https://docs.aws.amazon.com/lambda/latest/dg/kafka-scaling-modes.html */
export const MINIMUM_POLLERS = { minimum: 1, maximum: 200, default: 1 } as const;

/** @see https://docs.aws.amazon.com/lambda/latest/dg/kafka-scaling-modes.html */
export const MAXIMUM_POLLERS = { minimum: 1, maximum: 2_000, default: 200 } as const;

/** At the same time. @see https://docs.aws.amazon.com/lambda/latest/dg/kafka-scaling-modes.html */
export const INVOCATIONS_PER_POLLER = 5;

/** An event poller unit holds about so many. @see https://docs.aws.amazon.com/lambda/latest/dg/kafka-scaling-modes.html */
export const POLLERS_PER_UNIT = 10;

/** Pollers are those that the mappings of a group may have together. @see https://docs.aws.amazon.com/lambda/latest/dg/kafka-scaling-modes.html */
export const POLLER_GROUP = {
  maximumMappings: 100,
  maximumPollers: 2_000,
  name: /^[a-zA-Z0-9\-_]*$/,
  maximumNameLength: 128,
} as const;

/** A mapping has five filters, and up to ten on request. @see https://docs.aws.amazon.com/lambda/latest/dg/invocation-eventfiltering.html */
export const FILTERS = { maximum: 10, maximumPatternLength: 4_096 } as const;

/** A queue, a topic of SNS or a bucket; a topic of Kafka is written otherwise. @see https://docs.aws.amazon.com/lambda/latest/dg/kafka-on-failure.html */
export const DESTINATION = {
  arn: /^arn:aws[\w-]*:(?<kind>sqs|sns|s3):[\w-]*:\d*:(?<name>\w[\w.-]*)$/,
  maximumLength: 350,
} as const;
