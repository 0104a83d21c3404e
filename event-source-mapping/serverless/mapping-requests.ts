import { ServiceError } from './read-service.ts';
import { type Properties, at, isProperties, propertiesOf, textOf } from './reader.ts';
import { LOCAL_CLUSTER, isReference, referenceOf, resolveArn } from './references.ts';

/** A mapping that the service declares. */
export type MappingRequest = {
  /** In CloudFormation; stays the same as long as function and topic do. */
  readonly logicalId: string;
  /** The key in `serverless.yml`. */
  readonly functionName: string;
  /** For `CreateEventSourceMapping`. */
  readonly request: Properties;
};

/**
 * The `msk` and `kafka` events of the functions, with what `resources.extensions` adds to them, and every
 * `AWS::Lambda::EventSourceMapping` with a topic.
 *
 * @throws {ServiceError} naming a mapping whose function is not one of the service's.
 * @see https://www.serverless.com/framework/docs/providers/aws/events/msk
 */
export function mappingRequests(configuration: unknown): readonly MappingRequest[] {
  const functions = propertiesOf(at(configuration, 'functions'));
  const resources = propertiesOf(at(configuration, 'resources', 'Resources'));
  const extensions = at(configuration, 'resources', 'extensions');
  const ofEvents = Object.entries(functions)
    .flatMap(([functionName, value]) => eventsOf(functionName, at(value, 'events')))
    .map((each) => ({
      ...each,
      request: { ...each.request, ...propertiesOf(at(extensions, each.logicalId, 'Properties')) },
    }));
  const ofResources = Object.entries(resources)
    .filter(([, resource]) => at(resource, 'Type') === 'AWS::Lambda::EventSourceMapping')
    .filter(([, resource]) => at(resource, 'Properties', 'Topics') !== undefined)
    .map(([id, resource]) => ofResource(id, propertiesOf(at(resource, 'Properties')), functions));
  return [...ofEvents, ...ofResources].map((each) => resolved(each, resources));
}

function eventsOf(functionName: string, events: unknown): readonly MappingRequest[] {
  const list: readonly unknown[] = Array.isArray(events) ? events : [];
  return list.flatMap((event) => [
    ...ofEvent(functionName, 'MSK', at(event, 'msk')),
    ...ofEvent(functionName, 'Kafka', at(event, 'kafka')),
  ]);
}

/** As osls compiles the event, its names and what it leaves out included. */
function ofEvent(functionName: string, kind: 'MSK' | 'Kafka', event: unknown): MappingRequest[] {
  if (!isProperties(event)) return [];
  const { topic, arn, batchSize, maximumBatchingWindow, filterPatterns } = event;
  const { consumerGroupId, provisionedPollerConfig: pollers, onFailureDestination } = event;
  const cluster = kind === 'MSK' ? alphanumeric(clusterOf(arn)).slice(0, 79) : '';
  const name = alphanumeric(String(topic)).slice(0, kind === 'MSK' ? 79 : 158);
  const request = {
    Topics: [topic],
    StartingPosition: event['startingPosition'] ?? 'TRIM_HORIZON',
    StartingPositionTimestamp: event['startingPositionTimestamp'],
    BatchSize: batchSize,
    MaximumBatchingWindowInSeconds: maximumBatchingWindow === 0 ? undefined : maximumBatchingWindow,
    ConsumerGroupId: consumerGroupId,
    Enabled: event['enabled'],
    EventSourceArn: arn,
    FilterCriteria: Array.isArray(filterPatterns)
      ? { Filters: filterPatterns.map((pattern) => ({ Pattern: JSON.stringify(pattern) })) }
      : undefined,
    ProvisionedPollerConfig: isProperties(pollers)
      ? { MinimumPollers: pollers['minimumPollers'], MaximumPollers: pollers['maximumPollers'] }
      : undefined,
    DestinationConfig:
      onFailureDestination === undefined
        ? undefined
        : { OnFailure: { Destination: onFailureDestination } },
  };
  const logicalId = `${resourceName(functionName)}EventSourceMapping${kind}${cluster}${name}`;
  return [{ logicalId, functionName, request: withoutUndefined(request) }];
}

function ofResource(
  logicalId: string,
  properties: Properties,
  functions: Properties,
): MappingRequest {
  const { FunctionName, ...request } = properties;
  const target = referenceOf(FunctionName) ?? textOf(FunctionName);
  const functionName = Object.keys(functions).find(
    (name) => `${resourceName(name)}LambdaFunction` === target || name === target,
  );
  if (functionName !== undefined) return { logicalId, functionName, request };
  throw new ServiceError(`${logicalId} names no function of the service: ${target ?? 'none'}`);
}

function resolved(mapping: MappingRequest, resources: Properties): MappingRequest {
  const { functionName, request } = mapping;
  const { EventSourceArn } = request;
  const target = at(request, 'DestinationConfig', 'OnFailure', 'Destination');
  const destination =
    target === undefined
      ? {}
      : { DestinationConfig: { OnFailure: { Destination: resolveArn(target, resources) } } };
  const cluster = isReference(EventSourceArn) ? { EventSourceArn: LOCAL_CLUSTER } : {};
  return {
    ...mapping,
    request: { ...request, ...cluster, ...destination, FunctionName: functionName },
  };
}

function clusterOf(arn: unknown): string {
  const reference = textOf(at(arn, 'Fn::ImportValue')) ?? textOf(at(arn, 'Ref'));
  return reference ?? String(arn).split('/')[1] ?? '';
}

function alphanumeric(name: string): string {
  return upperFirst(name.replaceAll(/[^0-9A-Za-z]/g, ''));
}

function resourceName(name: string): string {
  return upperFirst(name.replaceAll('-', 'Dash').replaceAll('_', 'Underscore'));
}

function upperFirst(name: string): string {
  return `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
}

function withoutUndefined(request: Properties): Properties {
  return Object.fromEntries(Object.entries(request).filter(([, value]) => value !== undefined));
}
