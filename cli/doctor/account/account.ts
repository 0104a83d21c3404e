import type { Environment } from '../../../lib/config/environment.ts';
import { reconcilerConfig, type ReconcilerConfig } from '../../../lib/config/reconciler.ts';
import { dynamoDbDocumentClient } from '../../../lib/drivers/dynamodb/client.ts';
import { dynamoDbTenants } from '../../../lib/drivers/dynamodb/tenants.ts';
import {
  iamClient,
  rolePermissions,
  type RolePermissions,
} from '../../../lib/drivers/iam/role-permissions.ts';
import { kafkaAdmin } from '../../../lib/drivers/kafka/admin.ts';
import { type ClusterView, kafkaClusterView } from '../../../lib/drivers/kafka/topic-view.ts';
import { accountConcurrency } from '../../../lib/drivers/lambda/account-concurrency.ts';
import { deployedFunction } from '../../../lib/drivers/lambda/deployed-function.ts';
import { lambdaClient, lambdaMappingControl } from '../../../lib/drivers/lambda/mapping-control.ts';
import { brokerConnection } from '../../../lib/drivers/broker-login/broker-logins.ts';
import { clusterState } from '../../../lib/drivers/msk/cluster-state.ts';
import { mskClient } from '../../../lib/drivers/msk/topic-admin.ts';
import type { Mapping } from '../../../lib/onboarding/mapping-control.ts';
import {
  allTenants,
  isOnKafka,
  type RegisteredTenant,
} from '../../../lib/onboarding/tenant-list.ts';
import { CommandFailure } from '../../failures.ts';
import type { Deployment } from '../deployment.ts';
import type { Addresses } from './connect.ts';
import type { DeployedFunctions } from './functions.ts';

/** What is deployed, each part asked for once, when a check wants it. */
export type Account = {
  readonly deployment: Deployment;
  readonly isLocal: boolean;
  readonly functions: () => Promise<DeployedFunctions>;
  /** Of a function as it is deployed. @throws {CommandFailure} it is not */
  readonly variablesOf: (name: string) => Promise<Environment>;
  /** Those on Kafka. */
  readonly tenants: () => Promise<readonly RegisteredTenant[]>;
  readonly mappings: () => Promise<readonly Mapping[]>;
  readonly cluster: () => Promise<ClusterView>;
  readonly clusterState: () => Promise<string | undefined>;
  readonly accountConcurrency: () => Promise<number>;
  readonly role: (arn: string) => Promise<RolePermissions | undefined>;
};

/** Nothing waits for its turn: the command makes few calls. */
const UNHURRIED = { turn: async () => {} };

/** Lends the account, and closes what it has opened. */
export async function withAccount<Result>(
  deployment: Deployment,
  addresses: Addresses,
  work: (account: Account) => Promise<Result>,
): Promise<Result> {
  const lambda = lambdaClient(addresses.control);
  const msk = mskClient(addresses.control);
  const iam = iamClient(addresses.control);
  const dynamoDb = dynamoDbDocumentClient(addresses.dynamoDb);
  const functions = once(async () => {
    const models = [...deployment.functions.values()];
    const found = models.map(async ({ name, deployedName }) => {
      return [name, await deployedFunction(lambda, deployedName)] as const;
    });
    return new Map(await Promise.all(found));
  });
  const variablesOf = async (name: string) => {
    const found = (await functions()).get(name);
    if (!found) throw new CommandFailure(`the function ${name} is not deployed`);
    return { AWS_REGION: addresses.region, ...found.variables };
  };
  const reconciler = once(async () => reconcilerConfig(await variablesOf('reconciler')));
  try {
    return await work({
      deployment,
      isLocal: addresses.isLocal,
      functions,
      variablesOf,
      tenants: once(async () => {
        const { registryTable } = await reconciler();
        const tenants = await allTenants(
          dynamoDbTenants({ client: dynamoDb, name: registryTable }),
        );
        return tenants.filter(isOnKafka);
      }),
      mappings: once(async () => {
        const { clusterArn, consumerFunction: functionName } = await reconciler();
        return lambdaMappingControl(lambda, { functionName, clusterArn }, UNHURRIED).list();
      }),
      cluster: once(async () => {
        const { kafka } = await reconciler();
        const { brokers = kafka.brokers } = addresses;
        const connection = brokerConnection({ ...kafka, brokers }, 'tidegate-doctor');
        return kafkaClusterView(kafkaAdmin(connection));
      }),
      clusterState: once(async () => clusterState(msk, (await reconciler()).clusterArn)),
      accountConcurrency: () => accountConcurrency(lambda),
      role: (arn) => rolePermissions(iam, arn.split('/').at(-1) ?? arn),
    });
  } finally {
    for (const client of [lambda, msk, iam, dynamoDb]) client.destroy();
  }
}

/** The settings by which the deployed reconciler makes topics and mappings. */
export async function reconcilerOf({ variablesOf }: Account): Promise<ReconcilerConfig> {
  return reconcilerConfig(await variablesOf('reconciler'));
}

/** The first call's answer for every caller. */
function once<Answer>(ask: () => Promise<Answer>): () => Promise<Answer> {
  let answer: Promise<Answer> | undefined;
  return () => (answer ??= ask());
}
