import { StartFailure } from '../../local/start-failure.ts';
import type { AddCommands } from '../commands.ts';
import { type Context, writeLine } from '../context.ts';
import type { ExitCode } from '../exit-codes.ts';
import { wholeNumber } from '../option-values.ts';
import { withAccount } from './account/account.ts';
import { accountChecks } from './account/checks.ts';
import { type AccountOptions, addressesOf } from './account/connect.ts';
import { type Check, type Checked, makeChecks } from './check.ts';
import { type Deployment, readDeployment, readEnvFile } from './deployment.ts';
import { error } from './finding.ts';
import { offlineChecks } from './offline/checks.ts';
import { showReport, toExitCode } from './show-report.ts';

type DoctorOptions = AccountOptions & {
  readonly stage?: string;
  readonly envFile?: string;
  readonly timeout: number;
  readonly json: boolean;
};

export const addDoctor: AddCommands = (program, context, ended) => {
  program
    .command('doctor')
    .description('what is wrong with a configuration or a deployment (docs/deploy.md)')
    .option('--stage <stage>', 'of serverless.yml')
    .option('--env-file <path>', 'variables, as .env has them; those that are set count more')
    .option('--account', 'look at what is deployed too, with the credentials that the SDK finds')
    .option('--local', 'look at the local cloud that runs')
    .option('--region <region>', "the account's region (AWS_REGION)")
    .option('--brokers <list>', 'host:port, several separated by commas (KAFKA_BROKERS)')
    .option('--timeout <seconds>', 'for each check', wholeNumber(1), 30)
    .option('--json', 'the report as JSON', false)
    .action(async (options: DoctorOptions) => ended(await examine(options, context)));
};

async function examine(options: DoctorOptions, context: Context): Promise<ExitCode> {
  const checked = await report(options, context);
  if (options.json) writeLine(context.stdout, JSON.stringify({ checks: checked }));
  else showReport(checked, context);
  return toExitCode(checked);
}

async function report(options: DoctorOptions, context: Context): Promise<Checked[]> {
  const file = readEnvFile(options.envFile);
  const environment = { ...file, ...context.env };
  const deployment = await understood(readDeployment(environment, options.stage));
  if (typeof deployment === 'string') {
    const remedy = 'correct the variable or the file that it names';
    return [{ name: 'serverless.yml', findings: [error('serverless.yml', deployment, remedy)] }];
  }
  const offline = offlineChecks(deployment, Object.keys(file));
  const make = (checks: readonly Check[]) => makeChecks(checks, options.timeout * 1000);
  if (options.account !== true && options.local !== true) return make(offline);
  const addresses = await addressesOf(options, deployment.service.region, environment, context);
  return withAccount(deployment, addresses, async (account) => [
    // What a deployment would be is no concern of the local cloud.
    ...(account.isLocal ? [] : await make(offline)),
    ...(await make(accountChecks(account))),
  ]);
}

/** @returns what the framework says against it, in words. */
async function understood(reading: Promise<Deployment>): Promise<Deployment | string> {
  try {
    return await reading;
  } catch (failure) {
    if (failure instanceof StartFailure) return failure.message.replace(/^serverless\.yml /, '');
    throw failure;
  }
}
