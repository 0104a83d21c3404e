/** Names of a record's headers. @see Hono, Telemetry API for Kafka, "Produce Telemetry Data" */
export const HEADER = {
  contentType: 'content-type',
  creationTime: 'creation-time',
  deviceId: 'device_id',
  gatewayId: 'gateway_id',
  originAdapter: 'orig_adapter',
  originAddress: 'orig_address',
  qos: 'qos',
  registrationStatus: 'hono_registration_status',
  tenantId: 'tenant_id',
  timeToLive: 'ttl',
  timeUntilDisconnect: 'ttd',
  traceParent: 'traceparent',
  traceState: 'tracestate',
} as const;
