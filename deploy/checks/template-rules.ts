/** A compiled CloudFormation template. */
export type Template = { readonly Resources: Readonly<Record<string, Resource>> };
type Resource = {
  readonly Type: string;
  readonly Properties?: Members;
  readonly DeletionPolicy?: string;
};
type Members = Readonly<Record<string, unknown>>;
type Statement = { readonly Action: string | readonly string[]; readonly Resource?: unknown };

/** An event source mapping lets a function run no longer. @see AWS Lambda, "Amazon MSK event source parameters" */
const LONGEST_OF_A_MAPPING_SECONDS = 840;

/** Actions for which IAM knows no resource, or whose resource has no name before it is made. */
const WITHOUT_RESOURCE =
  /^(?:ec2:\w+|lambda:(?:Create|List)EventSourceMappings?|cloudwatch:DescribeAlarms)$/;

/** What holds in every template. @returns what does not, as sentences */
export function brokenRules(template: Template, stage: string): string[] {
  const rules = [
    ownRoles,
    bounded,
    shorterThanCallers,
    namedActions,
    partialFailures,
    keptTables,
    keptLogs,
  ];
  const ofProd = stage === 'prod' ? [safeInProd] : [];
  return [...rules, ...ofProd].flatMap((rule) => rule(template));
}

function ownRoles(template: Template): string[] {
  const roles = functionsOf(template).map(([, { Role }]) => JSON.stringify(Role));
  return new Set(roles).size === roles.length ? [] : ['two functions have the same role'];
}

function bounded(template: Template): string[] {
  return functionsOf(template).flatMap(([id, members]) =>
    ['MemorySize', 'Timeout']
      .filter((name) => !(name in members))
      .map((name) => `${id} has no ${name}`),
  );
}

/** Who waits for a function outlives it, and learns what became of it. */
function shorterThanCallers(template: Template): string[] {
  const functions = new Map(functionsOf(template));
  const gateways = ofType(template, 'AWS::ApiGatewayV2::Integration').flatMap(
    ([id, { TimeoutInMillis: waits, IntegrationUri: target }]) => {
      const name = functionBehind(template, target);
      const runs = Number(functions.get(name)?.['Timeout']) * 1000;
      return runs < Number(waits) ? [] : [`${id} does not wait for as long as ${name} may run`];
    },
  );
  const ofConsumer = functions.get('ConsumerLambdaFunction')?.['Timeout'];
  const isTooLong = !(Number(ofConsumer) <= LONGEST_OF_A_MAPPING_SECONDS);
  return isTooLong ? [...gateways, 'the consumer may run longer than a mapping lets it'] : gateways;
}

/** The logical id of the function that a gateway invokes, itself or by an alias. */
function functionBehind({ Resources }: Template, target: unknown): string {
  const { Ref, 'Fn::GetAtt': attribute } = target as { Ref?: string; 'Fn::GetAtt'?: string[] };
  if (Ref === undefined) return attribute?.[0] ?? '';
  const { FunctionName: name } = Resources[Ref]?.Properties ?? {};
  return (name as { Ref?: string } | undefined)?.Ref ?? '';
}

function namedActions(template: Template): string[] {
  return Object.entries(template.Resources).flatMap(([id, { Properties }]) =>
    statementsIn(Properties).flatMap((statement) => {
      const actions = [statement.Action].flat();
      const everywhere = [statement.Resource].flat().includes('*');
      const broad = actions.filter((action) => everywhere && !WITHOUT_RESOURCE.test(action));
      return [
        ...actions
          .filter((action) => action.includes('*'))
          .map((action) => `${id} may do ${action}`),
        ...broad.map((action) => `${id} may do ${action} to everything`),
      ];
    }),
  );
}

/** Of roles and policies, however deep; buckets and topics have policies of another kind. */
function statementsIn(value: unknown): Statement[] {
  if (Array.isArray(value)) return value.flatMap(statementsIn);
  if (typeof value !== 'object' || value === null) return [];
  const { Statement: own, ...others } = value as Members;
  const statements = Array.isArray(own) ? (own as Statement[]) : [];
  const allowing = statements.filter(
    (one) => (one as Members)['Effect'] === 'Allow' && !('Principal' in one),
  );
  return [...allowing, ...Object.values(others).flatMap(statementsIn)];
}

/** The reconciler makes mappings whose batches may fail in part, and the consumer knows. */
function partialFailures(template: Template): string[] {
  const functions = new Map(functionsOf(template));
  const settings = String(
    variablesOf(functions.get('ReconcilerLambdaFunction'))['EVENT_SOURCE_MAPPING'],
  );
  const { properties } = JSON.parse(settings) as { properties: Members };
  const isReported =
    JSON.stringify(properties['FunctionResponseTypes']) === '["ReportBatchItemFailures"]';
  const isKnown =
    variablesOf(functions.get('ConsumerLambdaFunction'))['PARTIAL_BATCH_FAILURES'] === 'true';
  return isReported && isKnown ? [] : ['mapping and consumer do not agree on partial failures'];
}

function keptTables(template: Template): string[] {
  return Object.entries(template.Resources)
    .filter(([, { Type }]) => Type === 'AWS::DynamoDB::Table')
    .flatMap(([id, { DeletionPolicy, Properties = {} }]) => {
      const { PointInTimeRecoverySpecification: recovery, SSESpecification: encryption } =
        Properties;
      const faults = [
        DeletionPolicy !== 'Retain' && 'goes with the stack',
        !isOn(recovery, 'PointInTimeRecoveryEnabled') && 'cannot be restored',
        !isOn(encryption, 'SSEEnabled') && 'is not encrypted by KMS',
      ];
      return faults.filter((fault) => fault !== false).map((fault) => `${id} ${fault}`);
    });
}

function keptLogs(template: Template): string[] {
  return ofType(template, 'AWS::Logs::LogGroup')
    .filter(([, members]) => !('RetentionInDays' in members))
    .map(([id]) => `${id} keeps logs for ever`);
}

function safeInProd(template: Template): string[] {
  const unreserved = functionsOf(template)
    .filter(([, members]) => !('ReservedConcurrentExecutions' in members))
    .map(([id]) => `${id} has no reserved concurrency`);
  const unprotected = ofType(template, 'AWS::DynamoDB::Table')
    .filter(([, members]) => members['DeletionProtectionEnabled'] !== true)
    .map(([id]) => `${id} may be deleted`);
  const ingest = new Map(functionsOf(template)).get('IngestLambdaFunction');
  const isOpen = variablesOf(ingest)['AUTHENTICATION_REQUIRED'] !== 'true';
  const isWatched = ofType(template, 'AWS::CloudWatch::Alarm').length > 0;
  return [
    ...unreserved,
    ...unprotected,
    ...(isOpen ? ['ingest takes uploads of anybody'] : []),
    ...(isWatched ? [] : ['nothing raises an alarm']),
  ];
}

function functionsOf(template: Template): (readonly [string, Members])[] {
  return ofType(template, 'AWS::Lambda::Function');
}

function ofType({ Resources }: Template, type: string): (readonly [string, Members])[] {
  return Object.entries(Resources)
    .filter(([, { Type }]) => Type === type)
    .map(([id, { Properties = {} }]) => [id, Properties]);
}

function variablesOf(members: Members | undefined): Members {
  const { Variables = {} } = (members?.['Environment'] ?? {}) as { readonly Variables?: Members };
  return Variables;
}

function isOn(specification: unknown, name: string): boolean {
  return (specification as Members | undefined)?.[name] === true;
}
