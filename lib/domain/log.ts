export type LogFields = Readonly<Record<string, string | number | boolean | undefined>>;

/** From what only a search for a fault needs to what somebody has to look at. */
export const LOG_LEVELS = ['debug', 'info', 'warn', 'error'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** One structured line each. Secrets, credentials and payloads have no place in the fields. */
export type Log = Readonly<Record<LogLevel, (message: string, fields?: LogFields) => void>>;
