import { join } from 'node:path';
import type { TestContext } from 'node:test';
import type { LogLine } from '../../local/lambda/environment.ts';
import { startLambda } from '../../local/lambda/lambda.ts';
import { testDynamoDbEndpoint } from './dynamodb.ts';

/** A function in a process of its own, as Lambda starts it; it ends with the test. */
export function deployedFunction(
  t: TestContext,
  name: string,
  environment: Readonly<Record<string, string>>,
) {
  const lines: LogLine[] = [];
  const lambda = startLambda({
    functions: [
      {
        name,
        deployedName: `tidegate-test-${name}`,
        handler: `functions/${name}.handler`,
        timeoutSeconds: 30,
        memoryMb: 512,
        environment: {
          AWS_REGION: 'eu-central-1',
          AWS_ACCESS_KEY_ID: 'test',
          AWS_SECRET_ACCESS_KEY: 'test',
          AWS_ENDPOINT_URL_DYNAMODB: testDynamoDbEndpoint(),
          ...environment,
        },
      },
    ],
    taskRoot: join(import.meta.dirname, '../..'),
    isolation: 'process',
    maxEnvironments: 1,
    concurrency: 1,
    freeze: false,
    reloadOn: [],
    log: (line) => lines.push(line),
    report: () => undefined,
  });
  t.after(lambda.stop);
  return { invoke: (event: unknown) => lambda.invoke(name, event), lines };
}
