import { kafka } from './kafka.ts';
import type { VariableContext } from '../variables.ts';

type Template = { readonly Resources: Readonly<Record<string, object>> };

/** Of the functions that reach Kafka; the event source mappings read the secret with the consumer's. */
const ROLES = ['IngestRole', 'ConsumerRole', 'PublisherRole', 'ReconcilerRole'];

/** Lets the functions that reach Kafka read the secret of `KAFKA_SECRET`, and no other. @returns no resources without one */
export async function kafkaSecret(context: VariableContext): Promise<Template> {
  const { secret } = await kafka(context);
  return { Resources: secret === '' ? {} : { ReadKafkaSecretPolicy: toPolicy(secret) } };
}

/** MSK wants passwords under a key of the account's own: whoever reads the secret has to be allowed the key, for that secret alone. */
function toPolicy(secret: string): object {
  const read = { Effect: 'Allow', Action: 'secretsmanager:GetSecretValue', Resource: secret };
  const decrypt = {
    Effect: 'Allow',
    Action: 'kms:Decrypt',
    Resource: { 'Fn::Sub': 'arn:${AWS::Partition}:kms:${AWS::Region}:${AWS::AccountId}:key/*' },
    Condition: {
      StringEquals: {
        'kms:EncryptionContext:SecretARN': secret,
        'kms:ViaService': { 'Fn::Sub': 'secretsmanager.${AWS::Region}.amazonaws.com' },
      },
    },
  };
  return {
    Type: 'AWS::IAM::Policy',
    Properties: {
      PolicyName: 'read-kafka-secret',
      Roles: ROLES.map((role) => ({ Ref: role })),
      PolicyDocument: { Version: '2012-10-17', Statement: [read, decrypt] },
    },
  };
}
