export type LogFields = Readonly<Record<string, string | number | boolean | undefined>>;

/** One structured line each. Secrets, credentials and payloads have no place in the fields. */
export type Log = {
  readonly info: (message: string, fields?: LogFields) => void;
  readonly warn: (message: string, fields?: LogFields) => void;
  readonly error: (message: string, fields?: LogFields) => void;
};
