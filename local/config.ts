import { resolve } from 'node:path';
import type { Isolation } from './lambda/lambda.ts';
import type { MetricsConfig } from './metrics/server.ts';
import { StartFailure } from './start-failure.ts';
import { parseTlsConfig, type TlsConfig } from './tls/config.ts';
import { parseChoice, parseCount, parsePort, quote, type Variables } from './variables.ts';

/** What `npm start` is told by its environment and its arguments; `docs/configuration.md` lists it. */
export type LocalConfig = {
  readonly port: number;
  /** Undefined: nothing is served over TLS. */
  readonly tls: TlsConfig | undefined;
  /** Undefined: metrics are served nowhere. */
  readonly metrics: MetricsConfig | undefined;
  readonly kafkaPort: number;
  /** Of a broker that runs already; empty means that one is started. */
  readonly brokers: readonly string[];
  readonly autoCreateTopics: boolean;
  /** Undefined: no AMQP 1.0 messaging network is started. */
  readonly amqpPort: number | undefined;
  /** Of a store that runs already; absent means that one is started. */
  readonly dynamoDbEndpoint?: string;
  readonly dataDir: string;
  /** `user:password`; absent means that one is made. */
  readonly admin: string | undefined;
  readonly demo: boolean;
  readonly isolation: Exclude<Isolation, 'package'>;
  /** Undefined: the sources run. */
  readonly packageDir: string | undefined;
  readonly maxEnvironments: number;
  readonly concurrency: number;
  readonly freeze: boolean;
  readonly requestsOnly: boolean;
  /** Begin without what earlier starts have stored. */
  readonly fresh: boolean;
};

/** @throws {StartFailure} naming the variable or argument, and what it takes. */
export function parseConfig(variables: Variables, commandLine: readonly string[]): LocalConfig {
  const asked = parseArguments(commandLine);
  return {
    port: parsePort('PORT', variables, 8080),
    tls: parseTlsConfig(variables),
    metrics: parseMetrics(variables),
    kafkaPort: parsePort('KAFKA_PORT', variables, 9092),
    brokers: parseBrokers(variables['KAFKA_BROKERS']),
    autoCreateTopics: parseChoice('KAFKA_AUTO_CREATE', variables, ['true', 'false']) === 'true',
    amqpPort: asked.has('--amqp') ? parsePort('AMQP_PORT', variables, 5672) : undefined,
    ...parseStore(variables['DYNAMODB_ENDPOINT']),
    dataDir: resolve(variables['TIDEGATE_DATA'] || '.tidegate'),
    admin: parseAdmin(variables['TIDEGATE_ADMIN']),
    demo: parseChoice('TIDEGATE_DEMO', variables, ['1', '0']) === '1',
    ...parseCode(variables),
    maxEnvironments: parseCount('TIDEGATE_ENVIRONMENTS', variables, 4),
    concurrency: parseCount('TIDEGATE_CONCURRENCY', variables, 1),
    freeze: parseChoice('TIDEGATE_FREEZE', variables, ['false', 'true']) === 'true',
    requestsOnly: parseChoice('TIDEGATE_TRIGGERS', variables, ['all', 'requests']) === 'requests',
    fresh: asked.has('--fresh'),
  };
}

function parseCode(variables: Variables): Pick<LocalConfig, 'isolation' | 'packageDir'> {
  const isolation = parseChoice('TIDEGATE_ISOLATION', variables, ['process', 'none']);
  const packageDir = variables['TIDEGATE_PACKAGE'];
  if (!packageDir) return { isolation, packageDir: undefined };
  if (isolation === 'process') return { isolation, packageDir: resolve(packageDir) };
  throw new StartFailure(
    'TIDEGATE_ISOLATION is "none" and TIDEGATE_PACKAGE is set: a package runs isolated, so unset one of them.',
  );
}

function parseMetrics(variables: Variables): MetricsConfig | undefined {
  if (variables['METRICS_PORT'] === 'off') return undefined;
  return variables['METRICS_PORT'] ? { port: parsePort('METRICS_PORT', variables, 0) } : {};
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

function parseStore(text = ''): Pick<LocalConfig, 'dynamoDbEndpoint'> {
  if (text === '') return {};
  if (/^https?:\/\/[^\s/]+\/?$/.test(text)) return { dynamoDbEndpoint: text };
  throw new StartFailure(
    `DYNAMODB_ENDPOINT is ${quote(text)}: set it to an address like http://127.0.0.1:8000.`,
  );
}

function parseAdmin(text: string | undefined): string | undefined {
  if (text === undefined || text === '') return undefined;
  if (/^[^:]+:.+$/s.test(text)) return text;
  throw new StartFailure(
    'TIDEGATE_ADMIN is not of the form user:password: set it so, or unset it to have one made.',
  );
}

const ARGUMENTS = ['--fresh', '--amqp'];

function parseArguments(commandLine: readonly string[]): ReadonlySet<string> {
  const unknown = commandLine.find((argument) => !ARGUMENTS.includes(argument));
  if (unknown === undefined) return new Set(commandLine);
  throw new StartFailure(
    `${quote(unknown)} is no argument of npm start: ${ARGUMENTS.join(' and ')} are.`,
  );
}
