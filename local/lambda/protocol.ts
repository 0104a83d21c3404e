import type { ErrorPayload } from './outcome.ts';

/** From the stand-in to an environment's process. Payloads are JSON already, as Lambda passes them. */
export type Request = {
  readonly requestId: string;
  readonly event: string;
  /** Milliseconds since the Unix epoch. */
  readonly deadlineMs: number;
};

/** From an environment's process. */
export type Reply =
  | { readonly kind: 'ready' }
  | { readonly kind: 'returned'; readonly requestId: string; readonly payload: string }
  | { readonly kind: 'failed'; readonly requestId: string; readonly error: ErrorPayload }
  /** The process ends with this: the handler could not be loaded, or something threw outside of any request. */
  | { readonly kind: 'fatal'; readonly error: ErrorPayload };
