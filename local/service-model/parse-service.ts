import { type LocalNames, resolveFunction, resolveText } from './intrinsics.ts';
import type { FunctionModel, MappingModel, ServiceModel, TemplateMapping } from './model.ts';
import { reader, type Reader } from './reader.ts';
import { parseRoutes } from './parse-routes.ts';
import { parseSchedules } from './parse-schedules.ts';
import { parseStreams } from './parse-streams.ts';
import { parseTable, tableNames } from './parse-table.ts';

/** Lambda's own default is 3 s; osls sets this one. */
const DEFAULT_TIMEOUT_SECONDS = 6;
const DEFAULT_MEMORY_MB = 1024;

/**
 * @param configuration what `osls print` gives: every variable resolved, CloudFormation's functions not.
 * @throws {StartFailure} naming the key that is not as expected.
 */
export function parseService(configuration: unknown): ServiceModel {
  const service = reader(configuration, 'serverless.yml');
  const functions = service.at('functions').entries();
  const common = service.at('provider').at('environment').entries();
  const resources = service.at('resources').at('Resources').entries();
  const names = localNames(configuration);
  return {
    region: service.at('provider').at('region').text(),
    functions: new Map(
      functions.map(([name, value]) => [name, parseFunction(name, value, common, names)]),
    ),
    routes: parseRoutes(functions, resources, names),
    tables: resources
      .filter(ofType('AWS::DynamoDB::Table'))
      .map(([id, table]) => parseTable(names.tables.get(id) ?? id, table.at('Properties'))),
    streams: parseStreams(functions, names),
    schedules: parseSchedules(functions),
    mapping: parseMapping(service.at('custom').at('eventSourceMapping')),
    mappings: resources
      .filter(ofType('AWS::Lambda::EventSourceMapping'))
      .map(([, mapping]) => parseTemplateMapping(mapping.at('Properties'), names)),
  };
}

/** @param configuration what `osls print` gives */
export function localNames(configuration: unknown): LocalNames {
  const service = reader(configuration, 'serverless.yml');
  const functions = service.at('functions').entries();
  return {
    tables: tableNames(service, service.at('resources').at('Resources').entries()),
    functions: new Map(functions.map(([name]) => [functionLogicalId(name), name])),
  };
}

export function ofType(type: string): (resource: readonly [string, Reader]) => boolean {
  return ([, resource]) => resource.at('Type').value === type;
}

/** @param common variables of every function; its own of the same name count instead */
function parseFunction(
  name: string,
  value: Reader,
  common: readonly [string, Reader][],
  names: LocalNames,
): FunctionModel {
  const environment = [...common, ...value.at('environment').entries()];
  return {
    name,
    deployedName: value.at('name').text(),
    handler: value.at('handler').text(),
    timeoutSeconds: value.at('timeout').number(DEFAULT_TIMEOUT_SECONDS),
    memoryMb: value.at('memorySize').number(DEFAULT_MEMORY_MB),
    environment: Object.fromEntries(
      environment.map(([key, setting]) => [key, resolveText(setting, names)]),
    ),
  };
}

function parseMapping(mapping: Reader): MappingModel {
  return {
    functionName: mapping.at('function').text(),
    topic: mapping.at('topic').text(),
    consumerGroup: mapping.at('consumerGroup').text(),
    properties: mapping.at('properties').properties(),
  };
}

/** The function is named apart, because only its reference tells which one it is. */
function parseTemplateMapping(mapping: Reader, names: LocalNames): TemplateMapping {
  const { FunctionName: _reference, ...properties } = mapping.properties();
  return { functionName: resolveFunction(mapping.at('FunctionName'), names), properties };
}

/** @see osls, naming of the resource of a function */
function functionLogicalId(name: string): string {
  return `${name.charAt(0).toUpperCase()}${name.slice(1)}LambdaFunction`;
}
