import type { VariableContext } from '../variables.ts';

type Template = { readonly Resources: Readonly<Record<string, object>> };

/** Of the functions that connect to the AMQP 1.0 messaging network; that of the bridge exists with it only. */
const ROLES = ['IngestRole', 'PublisherRole'];

/**
 * Lets the functions that need it read the secret of `AMQP_SECRET`, and no other.
 *
 * @returns no resources without one, or for one in a file
 */
export async function amqpSecret({ resolveVariable }: VariableContext): Promise<Template> {
  const address = String(await resolveVariable("env:AMQP_SECRET, ''"));
  if (address === '' || address.startsWith('file:')) return { Resources: {} };
  const isBridged = (await resolveVariable("env:MQ_BROKER_ARN, ''")) !== '';
  const roles = isBridged ? [...ROLES, 'BridgeRole'] : ROLES;
  return { Resources: { ReadAmqpSecretPolicy: toPolicy(secretArn(address), roles) } };
}

/** Secrets Manager puts six characters of its own behind a name. @throws {Error} for what is no secret's name or ARN */
export function secretArn(address: string): string | object {
  if (/^arn:[\w-]+:secretsmanager:[\w-]+:\d{12}:secret:[\w/+=.@-]+$/.test(address)) return address;
  if (/^[\w/+=.@-]{1,512}$/.test(address))
    return {
      'Fn::Sub': `arn:\${AWS::Partition}:secretsmanager:\${AWS::Region}:\${AWS::AccountId}:secret:${address}-??????`,
    };
  throw new Error('AMQP_SECRET takes the name or the ARN of a secret in Secrets Manager');
}

function toPolicy(secret: string | object, roles: readonly string[]): object {
  const statement = {
    Effect: 'Allow',
    Action: 'secretsmanager:GetSecretValue',
    Resource: secret,
  };
  return {
    Type: 'AWS::IAM::Policy',
    Properties: {
      PolicyName: 'read-amqp-secret',
      Roles: roles.map((role) => ({ Ref: role })),
      PolicyDocument: { Version: '2012-10-17', Statement: [statement] },
    },
  };
}
