/** What became of a request to the management API. */
export type RequestOutcome = {
  readonly method: string;
  /** With the names of its identifiers in the place of their values; undefined for a path that no resource has. */
  readonly pathTemplate: string | undefined;
  readonly status: number;
  readonly durationMs: number;
};
