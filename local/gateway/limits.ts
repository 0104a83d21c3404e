/** Limits of API Gateway's HTTP APIs. @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html */

/** After which API Gateway answers 503, whatever the function does. */
export const INTEGRATION_TIMEOUT_MS = 30_000;

export const LARGEST_BODY_BYTES = 10 * 1024 * 1024;

/** Request line and headers together. */
export const LARGEST_HEADERS_BYTES = 10_240;

/** Of the event as JSON, which carries binary bodies in base64. @see https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
export const LARGEST_EVENT_BYTES = 6 * 1024 * 1024;
