import { resolve } from 'node:path';
import type { Environment } from '../../../lib/config/environment.ts';
import { readConnection } from '../../../local/connection.ts';
import type { Context } from '../../context.ts';
import { CommandFailure, WrongUsage } from '../../failures.ts';

export type AccountOptions = {
  readonly account?: boolean;
  readonly local?: boolean;
  readonly region?: string;
  readonly brokers?: string;
};

/** Where AWS's APIs and the brokers are; what is absent the SDK finds by itself. */
export type Addresses = {
  readonly region: string;
  readonly control: ClientSettings;
  readonly dynamoDb: ClientSettings;
  /** Undefined: those that the functions have. */
  readonly brokers: readonly string[] | undefined;
  /** One broker and no roles are all right there. */
  readonly isLocal: boolean;
};

type ClientSettings = {
  readonly region: string;
  readonly endpoint?: string;
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string };
};

/** @throws {CommandFailure} no local cloud runs. @throws {WrongUsage} both are asked for */
export async function addressesOf(
  { account, local, region: named, brokers: list }: AccountOptions,
  defaultRegion: string,
  env: Environment,
  { env: { TIDEGATE_DATA: data } }: Pick<Context, 'env'>,
): Promise<Addresses> {
  if (account === true && local === true) {
    throw new WrongUsage('--account and --local exclude each other');
  }
  const brokers = list?.split(',');
  if (local === true) return localAddresses(resolve(data || '.tidegate'), brokers);
  const region = named ?? (env['AWS_REGION'] || defaultRegion);
  return { region, control: { region }, dynamoDb: { region }, brokers, isLocal: false };
}

async function localAddresses(
  folder: string,
  named: readonly string[] | undefined,
): Promise<Addresses> {
  const found = await readConnection(folder);
  if (!found) throw new CommandFailure(`no local cloud runs with its data in ${folder}: npm start`);
  const { region, brokers, controlPlane, dynamoDbEndpoint } = found;
  const common = { region, credentials: { accessKeyId: 'local', secretAccessKey: 'local' } };
  return {
    region,
    control: { ...common, endpoint: controlPlane },
    dynamoDb: { ...common, endpoint: dynamoDbEndpoint },
    brokers: named ?? brokers,
    isLocal: true,
  };
}
