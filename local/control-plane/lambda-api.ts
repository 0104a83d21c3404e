import type { IncomingHttpHeaders } from 'node:http';
import { ControlPlaneError, InvalidSetting } from '../../event-source-mapping/index.ts';
import { type DeployedNames, functionCalled } from './deployed-names.ts';
import type { EventSourceMappings, KeptMapping, Properties } from './event-source-mappings.ts';
import { RefusedCall } from './refused-call.ts';

/** A call of an API of AWS. */
export type ApiCall = {
  readonly method: string;
  /** Percent-decoded, without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  /** Parsed; `{}` for a request without one, or with a text that is no JSON. */
  readonly body: Properties;
  readonly text: string;
};

export type ApiAnswer = {
  readonly status: number;
  readonly body?: unknown;
  /** In place of a body of JSON. */
  readonly text?: string;
  readonly headers?: Readonly<Record<string, string>>;
};

const MAPPINGS = '/2015-03-31/event-source-mappings';
const TAGS = '/2017-03-31/tags/';
const PAGE_SIZE = 100;

/** @see https://docs.aws.amazon.com/lambda/latest/api/API_UpdateEventSourceMapping.html */
const STATUS = {
  InvalidParameterValueException: 400,
  ResourceInUseException: 400,
  ResourceNotFoundException: 404,
  ResourceConflictException: 409,
} as const;

/**
 * The calls about event source mappings in Lambda's API.
 *
 * @returns undefined for any other call.
 * @throws {RefusedCall}
 * @see https://docs.aws.amazon.com/lambda/latest/api/API_Operations.html
 */
export function answerLambdaCall(
  { method, path, query, body }: ApiCall,
  mappings: EventSourceMappings,
  names: DeployedNames,
): ApiAnswer | undefined {
  const toBody = (mapping: KeptMapping) => toConfiguration(mapping, names);
  const resource = path.replace(/\/$/, '');
  if (resource === MAPPINGS && method === 'POST') {
    const { FunctionName: name, ...properties } = body;
    const functionName = functionCalled(String(name), names);
    return { status: 202, body: toBody(valid(() => mappings.create(functionName, properties))) };
  }
  if (resource === MAPPINGS && method === 'GET') return listMappings(mappings, query, names);
  if (resource.startsWith(`${MAPPINGS}/`)) {
    const id = resource.slice(MAPPINGS.length + 1);
    const { UUID: _id, ...changes } = body;
    if (method === 'GET') return { status: 200, body: toBody(findMapping(mappings, 'UUID', id)) };
    if (method === 'PUT') {
      return { status: 202, body: toBody(valid(() => mappings.update(id, changes))) };
    }
    if (method === 'DELETE') return { status: 202, body: toBody(valid(() => mappings.remove(id))) };
  }
  if (path.startsWith(TAGS) && method === 'GET') {
    const { tags } = findMapping(mappings, 'arn', path.slice(TAGS.length));
    return { status: 200, body: { Tags: tags } };
  }
  return undefined;
}

function listMappings(
  mappings: EventSourceMappings,
  query: URLSearchParams,
  names: DeployedNames,
): ApiAnswer {
  const wanted = query.get('FunctionName');
  const source = query.get('EventSourceArn');
  const functionName = wanted === null ? undefined : functionCalled(wanted, names);
  const found = mappings
    .list()
    .filter((mapping) => functionName === undefined || mapping.FunctionName === functionName)
    .filter(({ EventSourceArn: arn }) => source === null || arn === source);
  const start = Number(query.get('Marker') ?? 0);
  const end = start + Math.min(Number(query.get('MaxItems') ?? PAGE_SIZE), PAGE_SIZE);
  const page = found.slice(start, end).map((mapping) => toConfiguration(mapping, names));
  return {
    status: 200,
    body: { EventSourceMappings: page, ...(end < found.length && { NextMarker: `${end}` }) },
  };
}

function findMapping(
  mappings: EventSourceMappings,
  by: 'UUID' | 'arn',
  value: string,
): KeptMapping {
  const found = mappings.list().find((mapping) => mapping[by] === value);
  if (found) return found;
  throw new RefusedCall('ResourceNotFoundException', 404, `no event source mapping ${value}`);
}

function toConfiguration(
  { arn, tags: _tags, FunctionName: key = '', ConsumerGroupId: group, ...mapping }: KeptMapping,
  names: DeployedNames,
): object {
  const [account] = arn.split(':event-source-mapping:');
  return {
    ...mapping,
    EventSourceMappingArn: arn,
    FunctionArn: `${account}:function:${names.get(key) ?? key}`,
    AmazonManagedKafkaEventSourceConfig: { ConsumerGroupId: group },
  };
}

/** @throws {RefusedCall} as Lambda would refuse what the engine does not take */
function valid(call: () => KeptMapping): KeptMapping {
  try {
    return call();
  } catch (cause) {
    if (cause instanceof InvalidSetting) {
      throw new RefusedCall('InvalidParameterValueException', 400, cause.message);
    }
    if (!(cause instanceof ControlPlaneError)) throw cause;
    throw new RefusedCall(cause.code, STATUS[cause.code], cause.message);
  }
}
