import type { FunctionModel } from '../service-model/model.ts';
import type { Outcome } from './outcome.ts';

/** An execution environment: the function's module, loaded once, and what it keeps between requests. */
export type Environment = {
  /** Several at a time only when the function was started for that. */
  readonly invoke: (event: unknown) => Promise<Outcome>;
  /** False as soon as it is known that it will end. */
  readonly usable: () => boolean;
  /** Settles once it is gone, for whatever reason; never rejects. */
  readonly ended: Promise<void>;
  /** Ends it as Lambda does: at once, without a word to the function. */
  readonly stop: () => Promise<void>;
};

export type EnvironmentOptions = {
  readonly function: FunctionModel;
  /** Where handlers are found by their names. */
  readonly taskRoot: string;
  /** Requests at a time. */
  readonly concurrency: number;
  /** Stops the process between requests, as Lambda freezes an environment. */
  readonly freeze: boolean;
  /** Seconds that the function's module may take to load. */
  readonly initSeconds: number;
  readonly log: LogSink;
};

/** Receives what a function writes, line by line. */
export type LogSink = (line: LogLine) => void;
export type LogLine = { readonly functionName: string; readonly text: string };

/** The function's module could not be loaded, or took too long; `outcome` is what the request that waited is told. */
export class InitError extends Error {
  override readonly name = 'InitError';
  readonly outcome: Outcome & { kind: 'failed' };

  constructor(functionName: string, outcome: Outcome & { kind: 'failed' }) {
    super(`${functionName} cannot be loaded: ${outcome.payload.errorMessage}`);
    this.outcome = outcome;
  }
}
