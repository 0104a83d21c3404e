import { RefusedCall } from './refused-call.ts';

/** The names of functions in AWS, by their keys in `serverless.yml`. */
export type DeployedNames = ReadonlyMap<string, string>;

/**
 * @param name as deployed, or an ARN that ends with it
 * @returns the function's key in `serverless.yml`
 * @throws {RefusedCall}
 */
export function functionCalled(name: string, names: DeployedNames): string {
  const deployed = name.split(':function:').at(-1);
  for (const [key, deployedName] of names) if (deployedName === deployed) return key;
  throw new RefusedCall('ResourceNotFoundException', 404, `no function ${name}`);
}
