import { join } from 'node:path';
import { resolveService } from '../../../local/service-model/resolve-service.ts';
import { temporaryFolder } from '../temporary-folder.ts';

const ROOT = join(import.meta.dirname, '../../..');

type Members = Readonly<Record<string, unknown>>;
export type Resource = { readonly Type: string; readonly Properties: Members };
export type DeployedFunction = Members & { readonly name: string; readonly environment: Members };
export type Service = {
  readonly functions: Readonly<Record<string, DeployedFunction>>;
  readonly resources: { readonly Resources: Readonly<Record<string, Resource>> };
};

/** `serverless.yml` with its variables resolved. @param environment what the deployment sets */
export async function deployedService(
  environment: Readonly<Record<string, string>> = {},
): Promise<Service> {
  const source = { serviceDir: ROOT, dataDir: temporaryFolder(), environment };
  return (await resolveService(source)) as Service;
}
