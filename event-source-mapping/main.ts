#!/usr/bin/env node
import { parseArgs } from 'node:util';
import { fileSink } from './failure/file-sink.ts';
import { InvalidSetting } from './members.ts';
import type { Observation } from './observation.ts';
import { describe } from './serverless/describe.ts';
import { ServiceError, readService } from './serverless/read-service.ts';
import { runService } from './serverless/run-service.ts';

const USAGE = `Runs the Kafka triggers of a serverless.yml against a broker, as Lambda's event source mappings do.

node event-source-mapping/main.ts --brokers HOST:PORT[,HOST:PORT] [options]

  --service PATH       folder with serverless.yml, or a file with what "serverless print --format json" says (.)
  --stage STAGE        of the service
  --function NAME      only this function; may be repeated
  --failures FOLDER    where failure destinations are written (.event-source-mapping)
  --redelivery HOW     what comes again after a partial answer: items or rewind (items)
  --records-only       events that come again have their records alone
  --moves-on           partitions hand out the next batch while one is outstanding
  --strict             refuse what needs the provisioned mode without ProvisionedPollerConfig
  --json               a line of JSON for each thing that happens`;

/** The arguments make no sense. */
class UsageError extends Error {}

async function main(): Promise<void> {
  const { values } = readArguments();
  if (values.help === true) return console.log(USAGE);
  const brokers = values.brokers?.split(',').filter(Boolean) ?? [];
  if (brokers.length === 0) throw new UsageError('--brokers is required');
  const service = await readService(values.service, values.stage);
  const running = runService(service, {
    connection: { brokers },
    ...(values.function === undefined ? {} : { functions: values.function }),
    onDemand: values.strict ? 'strict' : 'lenient',
    behaviour: {
      redelivery: readingOf(values.redelivery),
      redeliveredMembers: values['records-only'] ? 'records-only' : 'all',
      whileOutstanding: values['moves-on'] ? 'moves-on' : 'waits',
    },
    failureSink: fileSink(values.failures),
    report: values.json ? reportJson : reportText,
  });
  for (const { functionName, request } of running.mappings) {
    tell(String(request['Topics']), `invokes ${functionName}`);
  }
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => void running.stop());
}

function readArguments() {
  try {
    return parseArgs({
      options: {
        brokers: { type: 'string' },
        service: { type: 'string', default: '.' },
        stage: { type: 'string' },
        function: { type: 'string', multiple: true },
        failures: { type: 'string', default: '.event-source-mapping' },
        redelivery: { type: 'string', default: 'items' },
        'records-only': { type: 'boolean', default: false },
        'moves-on': { type: 'boolean', default: false },
        strict: { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean' },
      },
    });
  } catch (cause) {
    throw new UsageError(cause instanceof Error ? cause.message : String(cause), { cause });
  }
}

function readingOf(text: string): 'items' | 'rewind' {
  if (text === 'items' || text === 'rewind') return text;
  throw new UsageError(`--redelivery must be items or rewind, not ${text}`);
}

function reportText(topic: string, observation: Observation): void {
  const told = describe(observation);
  if (told !== undefined) tell(topic, told);
}

function reportJson(topic: string, observation: Observation): void {
  console.log(JSON.stringify({ topic, ...observation }, withMessages));
}

/** An error has no members of its own. */
function withMessages(_: string, value: unknown): unknown {
  return value instanceof Error ? value.message : value;
}

function tell(topic: string, line: string): void {
  console.log(`${new Date().toTimeString().slice(0, 8)} ${topic} ${line}`);
}

try {
  await main();
} catch (failure) {
  const isUsage = failure instanceof UsageError;
  const isExpected =
    isUsage || failure instanceof ServiceError || failure instanceof InvalidSetting;
  if (!isExpected) throw failure;
  console.error(isUsage ? `${failure.message}\n\n${USAGE}` : failure.message);
  process.exitCode = isUsage ? 2 : 1;
}
