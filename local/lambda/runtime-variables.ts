import { randomBytes } from 'node:crypto';
import type { EnvironmentOptions } from './environment.ts';

const RUNTIME_DIR = '/var/runtime';

/**
 * What the runtime defines for a function, below the function's own variables.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime
 */
export function runtimeVariables(options: EnvironmentOptions): Record<string, string> {
  const { function: model, taskRoot, concurrency } = options;
  const region = model.environment['AWS_REGION'] ?? 'eu-west-1';
  return {
    _HANDLER: model.handler,
    AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: `${model.memoryMb}`,
    AWS_LAMBDA_FUNCTION_NAME: model.deployedName,
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_INITIALIZATION_TYPE: concurrency > 1 ? 'lambda-managed-instances' : 'on-demand',
    AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${model.deployedName}`,
    AWS_LAMBDA_LOG_STREAM_NAME: logStreamName(),
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    LAMBDA_RUNTIME_DIR: RUNTIME_DIR,
    LAMBDA_TASK_ROOT: taskRoot,
    LANG: 'en_US.UTF-8',
    PATH: '/usr/local/bin:/usr/bin:/bin',
    TZ: ':UTC',
    ...(concurrency > 1 ? { AWS_LAMBDA_MAX_CONCURRENCY: `${concurrency}` } : {}),
  };
}

function logStreamName(): string {
  const day = new Date().toISOString().slice(0, 10).replaceAll('-', '/');
  return `${day}/[$LATEST]${randomBytes(16).toString('hex')}`;
}
