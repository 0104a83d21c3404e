import type { LogLevel } from '../domain/log.ts';
import { type Environment, oneOf, wholeNumber } from './environment.ts';

export type ObservabilityConfig = {
  /** What is less urgent is not logged. */
  readonly logLevel: LogLevel;
  readonly metrics: {
    readonly mode: 'on' | 'by-tenant' | 'off';
    readonly namespace: string;
    /** Milliseconds for which values may wait for others to share a line. */
    readonly intervalMs: number;
  };
};

/** @throws {ConfigurationError} naming the variable and what it takes */
export function observabilityConfig(env: Environment): ObservabilityConfig {
  return Object.freeze({
    logLevel: oneOf(env, 'LOG_LEVEL', ['info', 'debug', 'warn', 'error']),
    metrics: Object.freeze({
      mode: oneOf(env, 'METRICS', ['on', 'by-tenant', 'off']),
      namespace: env['METRICS_NAMESPACE'] || 'tidegate',
      intervalMs: wholeNumber(env, 'METRICS_INTERVAL_MS', 0, { from: 0, to: 60_000 }),
    }),
  });
}
