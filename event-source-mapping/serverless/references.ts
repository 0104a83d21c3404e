import { type Properties, at, isProperties, textOf } from './reader.ts';

/** Stands where the template has the ARN of a cluster that only CloudFormation knows. */
export const LOCAL_CLUSTER = 'arn:aws:kafka:us-east-1:000000000000:cluster/local/0-0';

const SERVICES: Readonly<Record<string, { readonly service: string; readonly name: string }>> = {
  'AWS::SQS::Queue': { service: 'sqs', name: 'QueueName' },
  'AWS::SNS::Topic': { service: 'sns', name: 'TopicName' },
  'AWS::S3::Bucket': { service: 's3', name: 'BucketName' },
};

/** The logical id behind `Ref`, or behind `Fn::GetAtt` of `Arn`. */
export function referenceOf(value: unknown): string | undefined {
  const attribute = at(value, 'Fn::GetAtt');
  const [id, name] = Array.isArray(attribute) ? attribute : (textOf(attribute) ?? '').split('.');
  return textOf(at(value, 'Ref')) ?? (name === 'Arn' ? textOf(id) : undefined);
}

/** @returns the ARN of a queue, topic or bucket of the template; any other value as it is. */
export function resolveArn(value: unknown, resources: Properties): unknown {
  const id = referenceOf(value);
  if (id === undefined) return value;
  const kind = SERVICES[textOf(at(resources, id, 'Type')) ?? ''];
  if (kind === undefined) return value;
  const name = textOf(at(resources, id, 'Properties', kind.name)) ?? id;
  const owner = kind.service === 's3' ? '::' : 'us-east-1:000000000000:';
  return `arn:aws:${kind.service}:${owner}${name}`;
}

export function isReference(value: unknown): boolean {
  return isProperties(value);
}
