/** The device API as `npm start` serves it, without what polls Kafka; its variables are those of the function and `BENCH_…`. */
import { join } from 'node:path';
import { createTables } from '../../local/control-plane/tables.ts';
import { awsVariables, localSettings, withSettings } from '../../local/function-settings.ts';
import { startGateway } from '../../local/gateway/gateway.ts';
import { startLambda } from '../../local/lambda/lambda.ts';
import { parseService } from '../../local/service-model/parse-service.ts';
import { resolveService } from '../../local/service-model/resolve-service.ts';
import { type ProfiledStack, startCpuProfile } from '../cpu-profile.ts';
import { profilable, startFunctionProfiles } from '../function-profiles.ts';
import type { GatewayOrder, GatewayReply } from '../gateway-process.ts';

const SERVICE_DIR = join(import.meta.dirname, '../..');
const SERVED = new Set(['ingest', 'registry']);
const { BENCH_DATA = '', BENCH_ISOLATION, BENCH_DYNAMODB = '' } = process.env;

const service = parseService(
  await resolveService({
    serviceDir: SERVICE_DIR,
    dataDir: BENCH_DATA,
    environment: process.env,
  }),
);
const isolation = BENCH_ISOLATION === 'none' ? 'none' : 'process';
const settings = { ...localSettings(isolation), ...process.env };
const variables = awsVariables(service, { dynamoDb: BENCH_DYNAMODB });
await createTables(service.tables, variables);
const lambda = startLambda({
  functions: [...service.functions.values()]
    .filter(({ name }) => SERVED.has(name))
    .map((model) => withSettings(model, settings, variables))
    .map((model) => (isolation === 'process' ? profilable(model) : model)),
  taskRoot: SERVICE_DIR,
  isolation,
  maxEnvironments: 4,
  concurrency: 1,
  freeze: false,
  reloadOn: [],
  log: ignore,
  report: console.error,
});
await lambda.warm();
const { port } = await startGateway({
  port: 0,
  routes: service.routes,
  invoke: lambda.invoke,
  report: console.error,
});

let profiling: ReturnType<typeof startProfiles> | undefined;
process.on('message', (order: GatewayOrder) => void obey(order));
process.once('disconnect', () => void lambda.stop().then(() => process.exit()));
reply({ kind: 'serving', port });

async function obey(order: GatewayOrder): Promise<void> {
  if (order === 'profile') {
    profiling = startProfiles();
    return;
  }
  const end = await profiling;
  if (end) reply({ kind: 'profiled', stacks: await end() });
}

/** Of this process, and of those of the functions, if there are any. */
async function startProfiles(): Promise<() => Promise<ProfiledStack[]>> {
  const [endOwn, endFunctions] = await Promise.all([startCpuProfile(), startFunctionProfiles()]);
  return async () => (await Promise.all([endOwn(), endFunctions()])).flat();
}

function reply(message: GatewayReply): void {
  process.send?.(message);
}

/** What a function refuses is seen in the answers. */
function ignore(): void {}
