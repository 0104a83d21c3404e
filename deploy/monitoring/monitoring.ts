import { resolveChoice, type VariableContext } from '../variables.ts';
import { type Alarm, alarmsOf } from './alarms.ts';
import { dashboardOf } from './dashboard.ts';
import { type Deployment, readDeployment } from './deployment.ts';

type Template = { readonly Resources: Readonly<Record<string, unknown>> };

/** Alarms and dashboard; none where `ALARMS` says so, and unless it does only stage `prod` pays for them. */
export async function monitoring(context: VariableContext): Promise<Template> {
  if (!(await isMonitored(context))) return { Resources: {} };
  const deployment = await readDeployment(context);
  const topic = await alarmTopic(context);
  const alarms = Object.entries(alarmsOf(deployment)).map(([name, alarm]) => [
    `${name}Alarm`,
    toResource(name, alarm, deployment, topic),
  ]);
  return { Resources: { ...Object.fromEntries(alarms), Dashboard: dashboardOf(deployment) } };
}

export async function isMonitored(context: VariableContext): Promise<boolean> {
  const isProd = (await context.resolveVariable('self:provider.stage')) === 'prod';
  return (
    (await resolveChoice('env:ALARMS', ['on', 'off'], isProd ? 'on' : 'off', context)) === 'on'
  );
}

/** Who is told. @throws {Error} for anything but the ARN of a topic */
async function alarmTopic({ resolveVariable }: VariableContext): Promise<readonly string[]> {
  const arn = String(await resolveVariable("env:ALARM_TOPIC, ''"));
  if (arn === '') return [];
  if (/^arn:[\w-]+:sns:[\w-]+:\d{12}:[\w-]{1,256}$/.test(arn)) return [arn];
  throw new Error(`ALARM_TOPIC takes the ARN of an SNS topic, not ${JSON.stringify(arn)}`);
}

function toResource(
  name: string,
  { meaning, queries, threshold, periods = 1, missing }: Alarm,
  { prefix }: Deployment,
  topic: readonly string[],
): object {
  return {
    Type: 'AWS::CloudWatch::Alarm',
    Properties: {
      AlarmName: `${prefix}-${name}`,
      AlarmDescription: `${meaning}. What to do: docs/runbook.md, ${name}`,
      Metrics: queries,
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      Threshold: threshold,
      EvaluationPeriods: periods,
      TreatMissingData: missing ?? 'notBreaching',
      AlarmActions: topic,
      OKActions: topic,
    },
  };
}
