/** Every failure that somebody outside can meet. Codes are public and keep their meaning for ever. */
export const failures = {
  // What a request carries.
  INVALID_REQUEST: { status: 400, retryable: false },
  INVALID_TENANT_ID: { status: 400, retryable: false },
  INVALID_DEVICE_ID: { status: 400, retryable: false },
  UNSUPPORTED_QOS: { status: 400, retryable: false },
  CONTENT_TYPE_MISMATCH: { status: 400, retryable: false },
  PAYLOAD_TOO_LARGE: { status: 413, retryable: false },
  RESOURCE_NOT_FOUND: { status: 404, retryable: false },
  METHOD_NOT_ALLOWED: { status: 405, retryable: false },
  // How much of it.
  DATA_VOLUME_EXCEEDED: { status: 429, retryable: true },
  MESSAGE_RATE_EXCEEDED: { status: 429, retryable: true },
  TOO_MANY_GUESSES: { status: 429, retryable: true },
  // Who sends it.
  MALFORMED_AUTHORIZATION: { status: 400, retryable: false },
  CREDENTIALS_MISSING: { status: 401, retryable: false },
  CREDENTIALS_REJECTED: { status: 401, retryable: false },
  NOT_AUTHORIZED: { status: 403, retryable: false },
  TOO_MANY_PASSWORD_CHECKS: { status: 503, retryable: true },
  TOO_MANY_LOOK_UPS: { status: 503, retryable: true },
  TOKEN_KEYS_UNAVAILABLE: { status: 503, retryable: true },
  // What the registry says.
  TENANT_DISABLED: { status: 403, retryable: false },
  ADAPTER_DISABLED: { status: 403, retryable: false },
  GATEWAY_NOT_AUTHORIZED: { status: 403, retryable: false },
  TENANT_NOT_FOUND: { status: 404, retryable: false },
  DEVICE_NOT_REGISTERED: { status: 404, retryable: false },
  REGISTRY_UNAVAILABLE: { status: 503, retryable: true },
  // What an operator changes.
  TENANT_EXISTS: { status: 409, retryable: false },
  TENANT_ID_COLLIDES: { status: 409, retryable: false },
  DEVICE_EXISTS: { status: 409, retryable: false },
  ALIAS_EXISTS: { status: 409, retryable: false },
  TRUST_ANCHOR_EXISTS: { status: 409, retryable: false },
  CREDENTIALS_EXIST: { status: 409, retryable: false },
  REGISTRATION_LIMIT_REACHED: { status: 403, retryable: false },
  VERSION_MISMATCH: { status: 412, retryable: false },
  NOTHING_FOUND: { status: 404, retryable: false },
  SEARCH_TOO_WIDE: { status: 400, retryable: false },
  IMPORT_CONFLICT: { status: 409, retryable: false },
  // What the messaging network says.
  EVENT_REJECTED: { status: 400, retryable: false },
  EVENT_UNDELIVERABLE: { status: 404, retryable: false },
  MESSAGING_NETWORK_MISSING: { status: 503, retryable: true },
  EVENT_NOT_STORED: { status: 503, retryable: true },
  ENTRY_NOT_PUBLISHED: { status: 503, retryable: true },
  // What comes of a tenant's resources.
  TENANTS_NOT_RECONCILED: { status: 503, retryable: true },
  // What a consumer meets.
  BATCH_UNREADABLE: { status: 400, retryable: true },
  BATCH_NOT_SETTLED: { status: 503, retryable: true },
  RECORD_UNREADABLE: { status: 400, retryable: false },
  RECORD_REJECTED: { status: 422, retryable: false },
  PROCESSING_FAILED: { status: 500, retryable: true },
  PROCESSING_TIMED_OUT: { status: 504, retryable: true },
  EVENT_NOT_FORWARDED: { status: 503, retryable: true },
  EFFECT_UNDER_WAY: { status: 503, retryable: true },
  EFFECT_NOT_RECORDED: { status: 503, retryable: true },
  STATE_NOT_STORED: { status: 503, retryable: true },
  STATE_NOT_READ: { status: 503, retryable: true },
  VOLUME_NOT_COUNTED: { status: 503, retryable: true },
  ATTEMPT_NOT_COUNTED: { status: 503, retryable: true },
  DEAD_LETTER_NOT_STORED: { status: 503, retryable: true },
  // What comes of dead letters, and of events that are processed again.
  TOPIC_NOT_READ: { status: 503, retryable: true },
  RECORDS_NOT_WRITTEN: { status: 503, retryable: true },
  MARK_NOT_KEPT: { status: 503, retryable: true },
  FUNCTION_NOT_INVOKED: { status: 503, retryable: true },
} as const satisfies Record<string, { status: number; retryable: boolean }>;

export type FailureCode = keyof typeof failures;

export class ServiceError extends Error {
  override readonly name = 'ServiceError';
  readonly code: FailureCode;

  /** @param message shown to the caller; what it must not see belongs in `options.cause`. */
  constructor(code: FailureCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }

  get status(): number {
    return failures[this.code].status;
  }
}

/** Unknown failures come again: repeating a good record is allowed, losing one is not. */
export function isRetryable(failure: unknown): boolean {
  return !(failure instanceof ServiceError) || failures[failure.code].retryable;
}
