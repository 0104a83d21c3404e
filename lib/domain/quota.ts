/** So many in so many seconds: all of them at once, or spread over the time. */
export type Quota = { readonly limit: number; readonly windowSeconds: number };

/** What is left of a quota that has a name. @see IETF, draft-ietf-httpapi-ratelimit-headers, "RateLimit-Policy" and "RateLimit" */
export type QuotaState = Quota & {
  readonly name: string;
  readonly remaining: number;
  /** Until all of it is there again. */
  readonly resetSeconds: number;
};
