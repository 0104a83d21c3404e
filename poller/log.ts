import type { Observation } from '../event-source-mapping/index.ts';
import { LOG_LEVELS, type LogLevel } from './config.ts';

export type Log = (
  level: LogLevel,
  message: string,
  fields?: Readonly<Record<string, unknown>>,
) => void;

/** One JSON object a line, as the functions write them. @param lowest what is less urgent is not written */
export function jsonLog(lowest: LogLevel, write: (line: string) => void): Log {
  return (level, message, fields) => {
    if (LOG_LEVELS.indexOf(level) < LOG_LEVELS.indexOf(lowest)) return;
    const timestamp = new Date().toISOString();
    write(JSON.stringify({ timestamp, level, message, function: 'poller', ...fields }));
  };
}

/** @param tenant undefined for what concerns all of them. */
export function logObservation(log: Log, observation: Observation, tenant?: string): void {
  const { kind, ...fields } = observation;
  log(levelOf(observation), kind, {
    ...(tenant === undefined ? {} : { tenant }),
    ...withoutThrown(fields),
  });
}

function levelOf(observation: Observation): LogLevel {
  switch (observation.kind) {
    case 'invoked':
      return observation.outcome === 'success' ? 'debug' : 'warn';
    case 'kafka-trouble':
    case 'discarded':
      return 'warn';
    case 'dropped':
      return 'error';
    case 'kafka-recovered':
      return 'info';
    default:
      return 'debug';
  }
}

/** Of a failure of the function its type alone: what it says may hold what it was given. */
function withoutThrown(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const { cause, reason, ...others } = fields;
  return {
    ...others,
    ...(cause === undefined ? {} : { cause: messageOf(cause) }),
    ...(reason === undefined ? {} : { reason: typeOf(reason) }),
  };
}

export function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}

function typeOf(reason: unknown): string {
  if (typeof reason === 'string') return reason;
  if (reason instanceof Error) return reason.message;
  const { errorType } = (reason ?? {}) as { readonly errorType?: unknown };
  return typeof errorType === 'string' ? errorType : 'function error';
}
