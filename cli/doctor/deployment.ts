import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import type { Environment } from '../../lib/config/environment.ts';
import type { FunctionModel, ServiceModel } from '../../local/service-model/model.ts';
import { parseService } from '../../local/service-model/parse-service.ts';
import { reader, type Reader } from '../../local/service-model/reader.ts';
import { resolveService, SECRETS } from '../../local/service-model/resolve-service.ts';
import { CommandFailure } from '../failures.ts';

const PROJECT = join(import.meta.dirname, '../..');

/** What `osls deploy` would make of `serverless.yml` and the environment. */
export type Deployment = {
  /** What it is made from. */
  readonly environment: Environment;
  readonly service: ServiceModel;
  readonly functions: ReadonlyMap<string, DeployedModel>;
  /** Resources of the template by logical id. */
  readonly resources: ReadonlyMap<string, Reader>;
};

export type DeployedModel = FunctionModel & {
  readonly isInVpc: boolean;
  readonly reservedConcurrency: number | undefined;
  readonly reachesKafka: boolean;
  /** The logical id of its role; undefined where all functions share one. */
  readonly role: string | undefined;
};

/** @throws {StartFailure} the framework refuses it */
export async function readDeployment(
  environment: Environment,
  stage: string | undefined,
): Promise<Deployment> {
  // What is resolved may hold secrets, so it is not kept.
  const dataDir = await mkdtemp(join(tmpdir(), 'tidegate-doctor-'));
  try {
    const source = { serviceDir: PROJECT, dataDir, environment, ...(stage && { stage }) };
    return toDeployment(await resolveService(source), environment);
  } finally {
    await rm(dataDir, { recursive: true });
  }
}

function toDeployment(configuration: unknown, environment: Environment): Deployment {
  const root = reader(configuration, 'serverless.yml');
  const service = parseService(configuration);
  const functions = [...service.functions.values()].map((model) =>
    toModel(model, root.at('functions').at(model.name), environment),
  );
  return {
    environment,
    service,
    functions: new Map(functions.map((model) => [model.name, model])),
    resources: new Map(root.at('resources').at('Resources').entries()),
  };
}

function toModel(model: FunctionModel, value: Reader, environment: Environment): DeployedModel {
  const concurrency = value.at('reservedConcurrency').value;
  const role = value.at('role').value;
  return {
    ...model,
    environment: withSecrets(model.environment, environment),
    isInVpc: isSomething(value.at('vpc').value),
    reachesKafka: 'KAFKA_BROKERS' in model.environment,
    reservedConcurrency: typeof concurrency === 'number' ? concurrency : undefined,
    role: typeof role === 'string' ? role : undefined,
  };
}

/** They are not handed to the framework, so they are put back here. */
function withSecrets(variables: FunctionModel['environment'], environment: Environment) {
  const own = Object.entries(variables).map(([name, value]) => [
    name,
    SECRETS.has(name) ? (environment[name] ?? value) : value,
  ]);
  return Object.fromEntries(own) as Record<string, string>;
}

function isSomething(value: unknown): boolean {
  return value !== undefined && value !== null;
}

/** The variables of a file such as `.env`. @throws {CommandFailure} */
export function readEnvFile(file: string | undefined): Record<string, string | undefined> {
  if (file === undefined) return {};
  try {
    return parseEnv(readFileSync(file, 'utf8'));
  } catch (cause) {
    throw new CommandFailure(`${file} cannot be read`, { cause });
  }
}
