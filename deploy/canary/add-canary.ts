/** A part of a CloudFormation template. */
type Resource = {
  readonly Type: string;
  readonly Properties: Readonly<Record<string, unknown>>;
  readonly UpdatePolicy?: unknown;
};
export type Resources = Readonly<Record<string, Resource>>;

/** The functions that an API Gateway invokes, by logical id, and the alarms that send their traffic back. */
const WATCHED: Readonly<Record<string, readonly string[]>> = {
  Ingest: ['IngestErrorsAlarm', 'EventsNotStoredAlarm', 'UploadsRefusedAlarm'],
  Registry: ['ManagementErrorsAlarm'],
};

/** A tenth of the requests for ten minutes: longer than the alarms need. */
const CONFIGURATION = 'CodeDeployDefault.LambdaCanary10Percent10Minutes';

/**
 * Gives each function an alias, which the gateways invoke in its place, and which CodeDeploy moves to a new version: first with a
 * tenth of the requests, and back as soon as an alarm is raised. The stack's update then fails and is rolled back with it.
 *
 * @returns what has to be put into the template, beside and in place of what is there
 * @see AWS CloudFormation, "UpdatePolicy attribute", `CodeDeployLambdaAliasUpdate`
 */
export function canaryOf(resources: Resources): Resources {
  const functions = Object.entries(WATCHED);
  return {
    CanaryApplication: {
      Type: 'AWS::CodeDeploy::Application',
      Properties: { ComputePlatform: 'Lambda' },
    },
    CanaryRole: roleOf(functions.map(([name]) => name)),
    ...Object.fromEntries(
      functions.flatMap(([name, alarms]) => [
        [`${name}Alias`, aliasOf(name, resources)],
        [`${name}Canary`, deploymentGroupOf(alarms)],
        ...redirected(name, resources),
      ]),
    ),
  };
}

function aliasOf(name: string, resources: Resources): Resource {
  const version = Object.keys(resources).find((id) => id.startsWith(`${name}LambdaVersion`));
  if (version === undefined) throw new Error(`the template has no version of ${name}`);
  return {
    Type: 'AWS::Lambda::Alias',
    Properties: {
      Name: 'live',
      FunctionName: { Ref: `${name}LambdaFunction` },
      FunctionVersion: { 'Fn::GetAtt': [version, 'Version'] },
    },
    UpdatePolicy: {
      CodeDeployLambdaAliasUpdate: {
        ApplicationName: { Ref: 'CanaryApplication' },
        DeploymentGroupName: { Ref: `${name}Canary` },
      },
    },
  };
}

function deploymentGroupOf(alarms: readonly string[]): Resource {
  return {
    Type: 'AWS::CodeDeploy::DeploymentGroup',
    Properties: {
      ApplicationName: { Ref: 'CanaryApplication' },
      ServiceRoleArn: { 'Fn::GetAtt': ['CanaryRole', 'Arn'] },
      DeploymentConfigName: CONFIGURATION,
      DeploymentStyle: {
        DeploymentType: 'BLUE_GREEN',
        DeploymentOption: 'WITH_TRAFFIC_CONTROL',
      },
      AlarmConfiguration: { Enabled: true, Alarms: alarms.map((Ref) => ({ Name: { Ref } })) },
      AutoRollbackConfiguration: {
        Enabled: true,
        Events: ['DEPLOYMENT_FAILURE', 'DEPLOYMENT_STOP_ON_ALARM', 'DEPLOYMENT_STOP_ON_REQUEST'],
      },
    },
  };
}

/** What invoked the function invokes its alias. */
function redirected(name: string, resources: Resources): (readonly [string, Resource])[] {
  const target = JSON.stringify({ 'Fn::GetAtt': [`${name}LambdaFunction`, 'Arn'] });
  const found = Object.entries(resources).flatMap(([id, resource]) => {
    const member = MEMBERS[resource.Type];
    const isOfFunction = member && JSON.stringify(resource.Properties[member]) === target;
    return isOfFunction ? [[id, withTarget(resource, member, `${name}Alias`)] as const] : [];
  });
  if (found.length < 2) throw new Error(`no gateway invokes ${name}`);
  return found;
}

const MEMBERS: Readonly<Record<string, string>> = {
  'AWS::ApiGatewayV2::Integration': 'IntegrationUri',
  'AWS::Lambda::Permission': 'FunctionName',
};

function withTarget(resource: Resource, member: string, alias: string): Resource {
  return { ...resource, Properties: { ...resource.Properties, [member]: { Ref: alias } } };
}

/** What CodeDeploy does with aliases and alarms. @see AWS managed policy `AWSCodeDeployRoleForLambdaLimited` */
function roleOf(names: readonly string[]): Resource {
  const arns = names.map((name) => ({ 'Fn::GetAtt': [`${name}LambdaFunction`, 'Arn'] }));
  return {
    Type: 'AWS::IAM::Role',
    Properties: {
      AssumeRolePolicyDocument: policy([
        {
          Effect: 'Allow',
          Action: 'sts:AssumeRole',
          Principal: { Service: 'codedeploy.amazonaws.com' },
        },
      ]),
      Policies: [
        {
          PolicyName: 'canary',
          PolicyDocument: policy([
            {
              Effect: 'Allow',
              Action: [
                'lambda:GetAlias',
                'lambda:GetProvisionedConcurrencyConfig',
                'lambda:UpdateAlias',
              ],
              Resource: arns.flatMap((arn) => [arn, { 'Fn::Join': [':', [arn, '*']] }]),
            },
            // CloudWatch knows no resources for it.
            { Effect: 'Allow', Action: 'cloudwatch:DescribeAlarms', Resource: '*' },
          ]),
        },
      ],
    },
  };
}

function policy(Statement: readonly object[]): object {
  return { Version: '2012-10-17', Statement };
}
