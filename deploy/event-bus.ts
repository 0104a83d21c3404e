import type { VariableContext } from './variables.ts';

type Template = { readonly Resources: Readonly<Record<string, object>> };

/**
 * What the consumer's role, and the bridge's, have to be allowed for `CONSUMER_SINK=eventbridge`: to put events on the one bus of
 * `EVENT_BUS`.
 *
 * @returns no resources for any other sink
 */
export async function forwarding({ resolveVariable }: VariableContext): Promise<Template> {
  if ((await resolveVariable("env:CONSUMER_SINK, ''")) !== 'eventbridge') return { Resources: {} };
  const bus = String(await resolveVariable("env:EVENT_BUS, ''"));
  const isBridged = (await resolveVariable("env:MQ_BROKER_ARN, ''")) !== '';
  const roles = isBridged ? ['ConsumerRole', 'BridgeRole'] : ['ConsumerRole'];
  return { Resources: { ForwardEventsPolicy: toPolicy(arnOf(bus), roles) } };
}

function arnOf(bus: string): string | object {
  if (/^arn:[\w-]+:events:[\w-]+:\d{12}:event-bus\/[\w.\-/]+$/.test(bus)) return bus;
  if (/^[\w.\-/]{1,256}$/.test(bus))
    return {
      'Fn::Sub': `arn:\${AWS::Partition}:events:\${AWS::Region}:\${AWS::AccountId}:event-bus/${bus}`,
    };
  throw new Error(
    `EVENT_BUS takes the name or the ARN of an event bus, not ${JSON.stringify(bus)}`,
  );
}

function toPolicy(busArn: string | object, roles: readonly string[]): object {
  return {
    Type: 'AWS::IAM::Policy',
    Properties: {
      PolicyName: 'forward-events',
      Roles: roles.map((role) => ({ Ref: role })),
      PolicyDocument: {
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Action: 'events:PutEvents', Resource: busArn }],
      },
    },
  };
}
