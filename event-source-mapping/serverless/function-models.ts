import { at, propertiesOf, textOf } from './reader.ts';
import { ServiceError } from './read-service.ts';

export type FunctionModel = {
  /** Module and export, as in `src/consumer.handler`. */
  readonly handler: string;
  readonly timeoutSeconds: number;
  /** Texts alone: what CloudFormation would put in is not known here. */
  readonly environment: Readonly<Record<string, string>>;
};

const PLAIN = new Set(['string', 'number', 'boolean']);

/** What osls gives a function that says nothing. */
const DEFAULT_TIMEOUT_SECONDS = 6;

/** @throws {ServiceError} when the service has no such function, or it has no handler. */
export function functionModel(configuration: unknown, name: string): FunctionModel {
  const handler = textOf(at(configuration, 'functions', name, 'handler'));
  if (handler === undefined) throw new ServiceError(`functions.${name}.handler must be a text`);
  const seconds =
    at(configuration, 'functions', name, 'timeout') ?? at(configuration, 'provider', 'timeout');
  return {
    handler,
    timeoutSeconds: typeof seconds === 'number' ? seconds : DEFAULT_TIMEOUT_SECONDS,
    environment: {
      ...variables(at(configuration, 'provider', 'environment')),
      ...variables(at(configuration, 'functions', name, 'environment')),
    },
  };
}

function variables(environment: unknown): Record<string, string> {
  const entries = Object.entries(propertiesOf(environment));
  return Object.fromEntries(
    entries
      .filter(([, value]) => PLAIN.has(typeof value))
      .map(([name, value]) => [name, String(value)]),
  );
}
