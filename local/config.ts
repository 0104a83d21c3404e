import { resolve } from 'node:path';
import type { Isolation } from './lambda/lambda.ts';
import { StartFailure } from './start-failure.ts';

type Variables = Readonly<Record<string, string | undefined>>;

/** What `npm start` is told by its environment and its arguments; `docs/configuration.md` lists it. */
export type LocalConfig = {
  readonly port: number;
  readonly kafkaPort: number;
  /** Of a broker that runs already; empty means that one is started. */
  readonly brokers: readonly string[];
  readonly autoCreateTopics: boolean;
  readonly dataDir: string;
  /** `user:password`; absent means that one is made. */
  readonly admin: string | undefined;
  readonly demo: boolean;
  readonly isolation: Isolation;
  readonly maxEnvironments: number;
  readonly concurrency: number;
  readonly freeze: boolean;
  /** Begin without what earlier starts have stored. */
  readonly fresh: boolean;
};

const LARGEST_PORT = 65_535;

/** @throws {StartFailure} naming the variable or argument, and what it takes. */
export function parseConfig(variables: Variables, commandLine: readonly string[]): LocalConfig {
  return {
    port: parsePort('PORT', variables, 8080),
    kafkaPort: parsePort('KAFKA_PORT', variables, 9092),
    brokers: parseBrokers(variables['KAFKA_BROKERS']),
    autoCreateTopics: parseChoice('KAFKA_AUTO_CREATE', variables, ['true', 'false']) === 'true',
    dataDir: resolve(variables['TIDEGATE_DATA'] || '.tidegate'),
    admin: parseAdmin(variables['TIDEGATE_ADMIN']),
    demo: parseChoice('TIDEGATE_DEMO', variables, ['1', '0']) === '1',
    isolation: parseChoice('TIDEGATE_ISOLATION', variables, ['process', 'none']),
    maxEnvironments: parseCount('TIDEGATE_ENVIRONMENTS', variables, 4),
    concurrency: parseCount('TIDEGATE_CONCURRENCY', variables, 1),
    freeze: parseChoice('TIDEGATE_FREEZE', variables, ['false', 'true']) === 'true',
    fresh: parseFresh(commandLine),
  };
}

function parsePort(name: string, variables: Variables, fallback: number): number {
  const text = variables[name] || `${fallback}`;
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= LARGEST_PORT) return port;
  throw new StartFailure(
    `${name} is ${quote(text)}: set it to a port, 1 to 65535, or to 0 for a free one.`,
  );
}

function parseCount(name: string, variables: Variables, fallback: number): number {
  const text = variables[name] || `${fallback}`;
  if (/^[1-9]\d{0,3}$/.test(text)) return Number(text);
  throw new StartFailure(`${name} is ${quote(text)}: set it to a number from 1 to 9999.`);
}

/** The first choice is the default. */
function parseChoice<Choice extends string>(
  name: string,
  variables: Variables,
  choices: readonly [Choice, Choice],
): Choice {
  const text = variables[name] || choices[0];
  const choice = choices.find((candidate) => candidate === text);
  if (choice !== undefined) return choice;
  throw new StartFailure(`${name} is ${quote(text)}: set it to ${choices.join(' or ')}.`);
}

function parseBrokers(text = ''): string[] {
  const brokers = text
    .split(',')
    .map((broker) => broker.trim())
    .filter((broker) => broker !== '');
  const wrong = brokers.find((broker) => !/^[^\s:]+:\d+$|^\[[0-9a-f:]+\]:\d+$/i.test(broker));
  if (wrong === undefined) return brokers;
  throw new StartFailure(
    `KAFKA_BROKERS names ${quote(wrong)}: set it to host:port, several separated by commas.`,
  );
}

function parseAdmin(text: string | undefined): string | undefined {
  if (text === undefined || text === '') return undefined;
  if (/^[^:]+:.+$/s.test(text)) return text;
  throw new StartFailure(
    'TIDEGATE_ADMIN is not of the form user:password: set it so, or unset it to have one made.',
  );
}

function parseFresh(commandLine: readonly string[]): boolean {
  const unknown = commandLine.find((argument) => argument !== '--fresh');
  if (unknown === undefined) return commandLine.length > 0;
  throw new StartFailure(`${quote(unknown)} is no argument of npm start: --fresh is the only one.`);
}

function quote(text: string): string {
  return JSON.stringify(text);
}
