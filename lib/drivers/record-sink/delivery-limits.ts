/** Bounds of a sink. Hono's producer: 2.5 s for a delivery, 0.75 s for a request. */
export type DeliveryLimits = {
  /** Milliseconds from `append` to its settlement, whatever happens. */
  readonly deliveryTimeoutMs: number;
  /** Milliseconds that one group may take, the connection included. */
  readonly produceTimeoutMs: number;
  /** Milliseconds that other topics wait for the first group of one that may not exist. */
  readonly newTopicPatienceMs: number;
  /** Milliseconds without use after which a connection may be dead without a sign: functions are frozen between requests. */
  readonly idleLimitMs: number;
  readonly maxGroupRecords: number;
  /** Bytes of keys, values and headers; a group to one partition must stay below Kafka's `message.max.bytes`, 1 MiB unless configured. */
  readonly maxGroupBytes: number;
  readonly maxWaitingRecords: number;
  readonly maxWaitingBytes: number;
};

export const DEFAULT_LIMITS: DeliveryLimits = {
  deliveryTimeoutMs: 2_500,
  produceTimeoutMs: 1_500,
  newTopicPatienceMs: 100,
  idleLimitMs: 60_000,
  maxGroupRecords: 500,
  maxGroupBytes: 900_000,
  maxWaitingRecords: 5_000,
  maxWaitingBytes: 32 * 1024 * 1024,
};
