import { join } from 'node:path';
import type { Observation } from '../event-source-mapping/index.ts';
import { readsQueue, startQueueMappings } from './amazon-mq/start-queue-mappings.ts';
import { startApiServer } from './control-plane/api-server.ts';
import { connectAdmin } from './control-plane/broker.ts';
import { checkMapping } from './control-plane/check-mapping.ts';
import {
  createEventSourceMappings,
  type EventSourceMappings,
} from './control-plane/event-source-mappings.ts';
import { answerFunctionCall } from './control-plane/functions-api.ts';
import { answerInvokeCall } from './control-plane/invoke-api.ts';
import { answerLambdaCall } from './control-plane/lambda-api.ts';
import { answerMskCall } from './control-plane/msk-api.ts';
import { startSchedule } from './control-plane/schedules.ts';
import { createTables } from './control-plane/tables.ts';
import { startTableStream } from './control-plane/table-stream.ts';
import {
  awsVariables,
  LOCAL_RATES,
  type Replacements,
  replaced,
  type Variables,
  withSettings,
} from './function-settings.ts';
import { startGateway } from './gateway/gateway.ts';
import type { LogLine, LogSink } from './lambda/environment.ts';
import { type Isolation, type Lambda, type LambdaOptions, startLambda } from './lambda/lambda.ts';
import { createMeters, type Meters } from './metrics/meters.ts';
import { type MetricsConfig, serveMetrics } from './metrics/server.ts';
import { openPackage } from './package/open-package.ts';
import { isFree } from './ports.ts';
import {
  brokersFor,
  type Keeper,
  messagingNetworkFor,
  type ServerOptions,
  storeFor,
} from './servers.ts';
import type { FunctionModel, ServiceModel } from './service-model/model.ts';
import { localNames, parseService } from './service-model/parse-service.ts';
import { localSource } from './service-model/local-source.ts';
import { resolveService } from './service-model/resolve-service.ts';
import { type Report, StartFailure } from './start-failure.ts';
import { createTeardown } from './teardown.ts';
import type { TlsConfig } from './tls/config.ts';
import { type TlsListener, tlsListenerFor } from './tls/listener.ts';

const REPOSITORY = join(import.meta.dirname, '..');
/** Of the functions; what changes there is picked up. */
const SOURCES = ['functions', 'lib'];

export type LocalCloudOptions = ServerOptions & {
  /** Where `serverless.yml` is, and what it names; this repository unless said. */
  readonly serviceDir?: string;
  /** 0, the default, is a free port. */
  readonly port?: number;
  /** Nothing is served over TLS unless said. */
  readonly tls?: TlsConfig | undefined;
  /** Where the functions' metrics are served; they are not unless said. */
  readonly metrics?: MetricsConfig | undefined;
  /** The framework's environment; and a function's variable of the same name has this value, not that of `serverless.yml`. */
  readonly settings?: Variables;
  /** What a test puts in the place of a function, by its key in `serverless.yml`. */
  readonly replacements?: Replacements;
  readonly isolation?: Exclude<Isolation, 'package'>;
  /** Where a package is whose functions run in the place of the sources, as Lambda runs them; `isolation` does not count then. */
  readonly packageDir?: string | undefined;
  /** Environments of one function; 4 unless said. */
  readonly maxEnvironments?: number;
  /** Requests at a time in one environment; 1 unless said. */
  readonly concurrency?: number;
  /** How long a function may take to load; ten seconds from a package, as on Lambda, and a minute from the sources unless said. */
  readonly initSeconds?: number;
  /** Stop an environment between requests; false unless said. */
  readonly freeze?: boolean;
  /** Topics, the table's stream and schedules invoke nothing: another local cloud has them do so. False unless said. */
  readonly requestsOnly?: boolean;
  /** Start functions again when their sources change; false unless said. */
  readonly reload?: boolean;
  readonly log?: LogSink;
  readonly observe?: (topic: string, observation: Observation) => void;
  readonly report?: Report;
};

export type LocalCloud = {
  readonly url: string;
  readonly tls?: TlsAddress;
  /** Where the functions' metrics are served, if they are. */
  readonly metricsUrl?: string;
  readonly brokers: readonly string[];
  readonly dynamoDbEndpoint: string;
  /** Of the AMQP 1.0 messaging network that was started, if one was. */
  readonly amqpUrl?: string | undefined;
  /** Where Lambda's and MSK's own APIs are. */
  readonly controlPlane: string;
  readonly service: ServiceModel;
  readonly lambda: Lambda;
  /** Settles with what happened when a server that was started here ends by itself; never otherwise. */
  readonly broken: Promise<string>;
  /** Ends everything in order: no more requests, then no more batches, then functions, then servers. */
  readonly stop: () => Promise<void>;
};

/** Where the same is served over TLS, and the path of a certificate that a client has to trust. */
export type TlsAddress = { readonly url: string; readonly trustedBy: string };

type Servers = Pick<LocalCloud, 'brokers' | 'dynamoDbEndpoint' | 'amqpUrl' | 'controlPlane'>;

/**
 * Starts what stands in for AWS around the functions of `serverless.yml`; each of them has been loaded once by then.
 *
 * @throws {StartFailure} what the operator can put right; {InitError} a function that cannot be loaded. Nothing is left
 *   running then.
 */
export async function startLocalCloud(options: LocalCloudOptions): Promise<LocalCloud> {
  const { serviceDir = REPOSITORY } = options;
  const { promise: broken, resolve } = Promise.withResolvers<string>();
  const teardown = createTeardown();
  const keeper = { teardown, broken: resolve, report: options.report ?? ignore };
  try {
    await checkPort('PORT', options.port);
    await checkPort('TLS_PORT', options.tls?.port);
    await checkPort('METRICS_PORT', options.metrics?.port);
    keeper.report('reading serverless.yml');
    const starts = [
      resolveService(localSource({ ...options, serviceDir })),
      brokersFor(options, keeper),
      storeFor(options, keeper),
      messagingNetworkFor(options, keeper),
      tlsListenerFor(options.tls, options.dataDir),
    ] as const;
    // When one fails, the others are waited for, so that they can be stopped.
    await Promise.allSettled(starts);
    const [configuration, brokers, dynamoDbEndpoint, amqpUrl, tls] = await Promise.all(starts);
    const service = parseService(configuration);
    checkMapping(service.mapping);
    const functions = Promise.withResolvers<Lambda>();
    const invoke: Lambda['invoke'] = async (name, event) =>
      (await functions.promise).invoke(name, event);
    const { region } = service;
    const { observe = ignore } = options;
    const mappings = createEventSourceMappings({ region, brokers, invoke, observe });
    const deployed = new Map<string, FunctionModel>();
    const parts = { brokers, mappings, deployed, invoke };
    const controlPlane = await startControlPlane(service, parts, keeper);
    const servers = { brokers, dynamoDbEndpoint, amqpUrl, controlPlane };
    const meters = createMeters();
    const code = await openCode(service, configuration, options, keeper);
    const lambda = await startFunctions(
      code,
      { ...servers, deployed },
      metered(options, meters),
      keeper,
    );
    functions.resolve(lambda);
    if (options.requestsOnly !== true) {
      startMappings(service, mappings, keeper);
      startBridge(service, amqpUrl, lambda, observe, keeper);
      startStreams(service, dynamoDbEndpoint, lambda, keeper);
      await startSchedules(service, lambda, keeper);
    }
    const addresses = await startRoutes(service, lambda, { ...options, tls }, keeper);
    const told = await startMetrics(options.metrics, meters, keeper);
    return { ...servers, ...addresses, ...told, service, lambda, broken, stop: teardown.run };
  } catch (failure) {
    await teardown.run();
    throw failure;
  }
}

/** Every line of a function is looked into for metrics, and goes on. */
function metered(options: LocalCloudOptions, meters: Meters): LocalCloudOptions {
  const { log = ignore } = options;
  const read = (line: LogLine): void => {
    meters.read(line.text);
    log(line);
  };
  return { ...options, log: read };
}

async function startMetrics(
  config: MetricsConfig | undefined,
  { expose }: Meters,
  { teardown }: Keeper,
): Promise<Pick<LocalCloud, 'metricsUrl'>> {
  if (!config) return {};
  const server = await serveMetrics(expose, config);
  teardown.defer(server.stop);
  return { metricsUrl: server.url };
}

/** Before anything takes time. */
async function checkPort(variable: string, port = 0): Promise<void> {
  if (port === 0 || (await isFree(port))) return;
  throw new StartFailure(
    `Port ${port} is in use: set ${variable} to another one, or to 0 for a free one.`,
  );
}

type Code = Pick<LambdaOptions, 'functions' | 'isolation' | 'taskRoot'> & {
  readonly service: ServiceModel;
};

/** The sources, or a package. */
async function openCode(
  service: ServiceModel,
  configuration: unknown,
  { serviceDir = REPOSITORY, isolation = 'process', packageDir }: LocalCloudOptions,
  { teardown, report }: Keeper,
): Promise<Code> {
  if (packageDir === undefined) {
    return { service, functions: [...service.functions.values()], isolation, taskRoot: serviceDir };
  }
  report(`unpacking ${packageDir}`);
  const opened = await openPackage(packageDir, localNames(configuration));
  teardown.defer(opened.remove);
  return { service, functions: opened.functions, isolation: 'package', taskRoot: opened.taskRoot };
}

async function startFunctions(
  code: Code,
  { brokers, dynamoDbEndpoint, amqpUrl, controlPlane, deployed }: Servers & Deployed,
  options: LocalCloudOptions,
  { teardown, report }: Keeper,
): Promise<Lambda> {
  const { service } = code;
  const variables = awsVariables(service, { dynamoDb: dynamoDbEndpoint, controlPlane });
  const overrides = {
    ...LOCAL_RATES,
    ...options.settings,
    KAFKA_BROKERS: brokers.join(','),
    KAFKA_SECURITY: '',
    KAFKA_SECRET: '',
    KAFKA_CA: '',
    // The network that is started lets everybody in.
    ...(amqpUrl !== undefined && { AMQP_URL: amqpUrl, AMQP_SECRET: '' }),
  };
  const functions = code.functions
    .map((model) => withSettings(model, overrides, variables))
    .map((model) => replaced(model, options.replacements));
  for (const model of functions) deployed.set(model.deployedName, model);
  const lambda = startLambda({ ...toLambdaOptions(options), ...code, functions });
  teardown.defer(lambda.stop);
  report(
    `making the tables, loading the functions ${functions.map(({ name }) => name).join(', ')}`,
  );
  await Promise.all([createTables(service.tables, variables), lambda.warm()]);
  return lambda;
}

function toLambdaOptions(options: LocalCloudOptions): Omit<LambdaOptions, keyof Code> {
  const { serviceDir = REPOSITORY, reload = false } = options;
  return {
    maxEnvironments: options.maxEnvironments ?? 4,
    concurrency: options.concurrency ?? 1,
    freeze: options.freeze ?? false,
    initSeconds: options.initSeconds,
    reloadOn: reload ? SOURCES.map((folder) => join(serviceDir, folder)) : [],
    log: options.log ?? ignore,
    report: options.report ?? ignore,
  };
}

/** Functions by their names in AWS, once their settings are known. */
type Deployed = { readonly deployed: Map<string, FunctionModel> };

type ControlPlaneParts = Deployed & {
  readonly brokers: readonly string[];
  readonly mappings: EventSourceMappings;
  readonly invoke: Lambda['invoke'];
};

/** Lambda's API and MSK's, as far as functions and commands call them. */
async function startControlPlane(
  { functions }: ServiceModel,
  { brokers, mappings, deployed, invoke }: ControlPlaneParts,
  { teardown, report }: Keeper,
): Promise<string> {
  const names = new Map([...functions].map(([key, { deployedName }]) => [key, deployedName]));
  const admin = connectAdmin(brokers);
  teardown.defer(() => admin.close());
  const server = await startApiServer(
    (call) =>
      answerMskCall(call, admin) ??
      answerFunctionCall(call, deployed) ??
      answerInvokeCall(call, invoke, names) ??
      answerLambdaCall(call, mappings, names),
    report,
  );
  teardown.defer(server.stop);
  return server.endpoint;
}

/** Those that the template names; the reconciler makes every tenant's. */
function startMappings(
  service: ServiceModel,
  mappings: EventSourceMappings,
  { teardown }: Keeper,
): void {
  teardown.defer(mappings.stop);
  for (const mapping of service.mappings) {
    if (!readsQueue(mapping)) mappings.create(mapping.functionName, mapping.properties);
  }
}

/** Those of the messaging network that stands in for Amazon MQ. */
function startBridge(
  { mappings }: ServiceModel,
  url: string | undefined,
  { invoke }: Lambda,
  observe: NonNullable<LocalCloudOptions['observe']>,
  { teardown }: Keeper,
): void {
  if (url === undefined) return;
  teardown.defer(startQueueMappings(mappings.filter(readsQueue), { url, invoke, observe }));
}

function startStreams(
  service: ServiceModel,
  dynamoDbEndpoint: string,
  { invoke }: Lambda,
  { teardown, report }: Keeper,
): void {
  const variables = awsVariables(service, { dynamoDb: dynamoDbEndpoint });
  for (const model of service.streams) {
    teardown.defer(startTableStream(model, variables, { invoke, report }).stop);
  }
}

/** Each has been invoked once by then, so that tenants of an earlier start are consumed. */
async function startSchedules(
  { region, schedules }: ServiceModel,
  { invoke }: Lambda,
  { teardown, report }: Keeper,
): Promise<void> {
  if (schedules.length > 0) report('looking after the tenants');
  const started = schedules.map((model) => startSchedule(model, { region, invoke }));
  for (const { stop } of started) teardown.defer(stop);
  await Promise.all(started.map(({ first }) => first));
}

type Listeners = { readonly port?: number; readonly tls: TlsListener | undefined };

async function startRoutes(
  { routes }: ServiceModel,
  { invoke }: Lambda,
  { port = 0, tls }: Listeners,
  { teardown, report }: Keeper,
): Promise<Pick<LocalCloud, 'url' | 'tls'>> {
  const gateway = await startGateway({ port, ...(tls && { tls }), routes, invoke, report });
  teardown.defer(gateway.stop);
  const url = `http://127.0.0.1:${gateway.port}`;
  if (!tls) return { url };
  const { trustedBy } = tls;
  return { url, tls: { url: `https://127.0.0.1:${gateway.tlsPort}`, trustedBy } };
}

function ignore(): void {}
