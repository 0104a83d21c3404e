import { join } from 'node:path';
import { announce } from './announcement.ts';
import { type LocalCloud, startLocalCloud } from './cloud.ts';
import { type LocalConfig, parseConfig } from './config.ts';
import { type LocalConnection, writeConnection } from './connection.ts';
import { createConsole } from './console.ts';
import { openDataFolder, releaseDataFolder } from './data-folder.ts';
import { registerDemo } from './demo.ts';
import { localSettings } from './function-settings.ts';
import { keptSecret } from './kept-secret.ts';
import { InitError } from './lambda/environment.ts';
import { managementApi } from './management-api.ts';
import { checkReadiness } from './readiness.ts';
import { listenForSignals } from './signals.ts';
import { StartFailure } from './start-failure.ts';

/** `npm start`: the product on one machine, until Ctrl-C. */

const operator = createConsole((line) => process.stdout.write(`${line}\n`));
const signals = listenForSignals();

try {
  await run(parseConfig(process.env, process.argv.slice(2)));
  process.exit(0);
} catch (failure) {
  process.stderr.write(`${toSentence(failure)}\n`);
  process.exit(1);
}

async function run(config: LocalConfig): Promise<void> {
  await openDataFolder(config.dataDir, config.fresh);
  try {
    const admin = await chooseAdmin(config);
    const cloud = await startCloud(config, admin.login);
    signals.orderly();
    try {
      await serve(cloud, config, admin);
    } finally {
      await cloud.stop();
    }
  } finally {
    await releaseDataFolder(config.dataDir);
  }
}

type Admin = { readonly login: string; readonly keptIn?: string };

async function chooseAdmin({ admin, dataDir }: LocalConfig): Promise<Admin> {
  if (admin !== undefined) return { login: admin };
  const keptIn = join(dataDir, 'admin-password');
  const { secret } = await keptSecret(keptIn);
  return { login: `admin:${secret}`, keptIn };
}

function startCloud(config: LocalConfig, admin: string): Promise<LocalCloud> {
  return startLocalCloud({
    ...config,
    settings: { ...localSettings(config.isolation), ...process.env, TIDEGATE_ADMIN: admin },
    reload: true,
    log: operator.functionLine,
    observe: operator.observed,
    report: operator.progress,
  });
}

async function serve(
  cloud: LocalCloud,
  { demo, dataDir }: LocalConfig,
  { login, keptIn }: Admin,
): Promise<void> {
  const api = managementApi(cloud.url, login);
  await checkReadiness(cloud.url, api);
  await writeConnection(dataDir, connectionOf(cloud));
  if (demo) operator.progress('registering a demo device');
  const lines = announce({
    url: cloud.url,
    ...(cloud.tls === undefined ? {} : { tls: cloud.tls }),
    brokers: cloud.brokers,
    dynamoDbEndpoint: cloud.dynamoDbEndpoint,
    controlPlane: cloud.controlPlane,
    ...(cloud.amqpUrl === undefined ? {} : { amqpUrl: cloud.amqpUrl }),
    ...(cloud.metricsUrl === undefined ? {} : { metricsUrl: cloud.metricsUrl }),
    admin: login,
    ...(keptIn === undefined ? {} : { adminKeptIn: keptIn }),
    ...(demo ? { demo: await registerDemo(api, dataDir) } : {}),
    ...(demo && cloud.amqpUrl !== undefined
      ? { amqpDemo: await registerDemo(api, dataDir, 'amqp') }
      : {}),
  });
  operator.announce(lines);
  await Promise.race([
    signals.stop,
    cloud.broken.then((reason) => Promise.reject(new StartFailure(reason))),
  ]);
  operator.progress('stopping');
}

function connectionOf(cloud: LocalCloud): LocalConnection {
  const { url, brokers, dynamoDbEndpoint, controlPlane, service } = cloud;
  const registryTable = service.functions.get('registry')?.environment['REGISTRY_TABLE'] ?? '';
  const { region } = service;
  return { url, brokers, dynamoDbEndpoint, controlPlane, region, registryTable };
}

function toSentence(failure: unknown): string {
  if (failure instanceof StartFailure) return failure.message;
  if (failure instanceof InitError)
    return `The function ${failure.message}: correct it and start again.`;
  return `Tidegate could not go on: ${failure instanceof Error ? failure.stack : String(failure)}`;
}
