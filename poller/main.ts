import { InvalidSetting } from '../event-source-mapping/index.ts';
import {
  type Service,
  ServiceError,
  readService,
} from '../event-source-mapping/serverless/read-service.ts';
import { ConfigurationError } from '../lib/config/environment.ts';
import type { FunctionCalls } from './calls.ts';
import { type PollerConfig, pollerConfig } from './config.ts';
import { inProcess } from './in-process.ts';
import { jsonLog, messageOf } from './log.ts';
import { startPoller } from './poller.ts';

async function main(): Promise<void> {
  const config = pollerConfig(process.env);
  const log = jsonLog(config.logLevel, (line) => process.stdout.write(`${line}\n`));
  const service = await readService(config.service, undefined);
  const poller = await startPoller(config, service, await callsOf(config, service), log);
  let stopping: Promise<void> | undefined;
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      stopping ??= poller.stop();
    });
  }
}

/** The AWS SDK is loaded by those who need it. */
async function callsOf({ invoke }: PollerConfig, service: Service): Promise<FunctionCalls> {
  if (invoke === 'process') return inProcess(service, process.env);
  const { invokingClient, throughLambda } = await import('./through-lambda.ts');
  return throughLambda(service, invokingClient());
}

try {
  await main();
} catch (failure) {
  const isExpected =
    failure instanceof ConfigurationError ||
    failure instanceof ServiceError ||
    failure instanceof InvalidSetting;
  if (!isExpected) throw failure;
  console.error(messageOf(failure));
  process.exitCode = 1;
}
