import { isProperties, type Reader } from './reader.ts';

/** What the resources of the template are called on this machine, by logical id. */
export type LocalNames = {
  readonly tables: ReadonlyMap<string, string>;
  readonly functions: ReadonlyMap<string, string>;
};

/** What CloudFormation alone finds out, of a cluster that is made or looked up with the stack. Here it is only known to be set. */
const KNOWN_LATER: ReadonlyMap<string, string> = new Map([
  [
    JSON.stringify({ Ref: 'MskCluster' }),
    'arn:aws:kafka:known-after-deployment:111111111111:cluster/new/0-1',
  ],
  [JSON.stringify({ 'Fn::GetAtt': ['BootstrapBrokers', 'List'] }), 'known-after-deployment:9098'],
]);

/** A value of a function's environment: text, or what CloudFormation would put in its place. */
export function resolveText(value: Reader, names: LocalNames): string {
  if (typeof value.value === 'number' || typeof value.value === 'boolean') return `${value.value}`;
  if (!isProperties(value.value)) return value.text();
  const later = KNOWN_LATER.get(JSON.stringify(value.value));
  if (later !== undefined) return later;
  const table = names.tables.get(referenceOf(value));
  return table ?? value.fail('text, or a reference to a table that the template declares');
}

/** @returns the function's name in `serverless.yml` for `!GetAtt {logicalId}.Arn`. */
export function resolveFunction(value: Reader, names: LocalNames): string {
  const name = names.functions.get(referenceOf(value));
  return name ?? value.fail('a reference to a function of serverless.yml');
}

/** The logical id behind `Ref`, or behind `Fn::GetAtt` of the attribute `Arn`. */
export function referenceOf(value: Reader): string {
  const { Ref: ref, 'Fn::GetAtt': attribute } = value.properties();
  if (typeof ref === 'string') return ref;
  const [logicalId, name] = Array.isArray(attribute) ? attribute : String(attribute).split('.');
  if (name === 'Arn' && typeof logicalId === 'string') return logicalId;
  return value.fail('a Ref, or a Fn::GetAtt of Arn');
}
