import type { FunctionModel } from '../service-model/model.ts';
import type { ApiAnswer, ApiCall } from './lambda-api.ts';
import { RefusedCall } from './refused-call.ts';

const CONFIGURATION = /^\/2015-03-31\/functions\/(?<name>[^/]+)\/configuration$/;
const CONCURRENCY = /^\/2019-09-30\/functions\/(?<name>[^/]+)\/concurrency$/;

/**
 * What Lambda's API says of the functions: `tidegate doctor` asks.
 *
 * @param functions by their names in AWS
 * @returns undefined for any other call.
 * @throws {RefusedCall}
 */
export function answerFunctionCall(
  { method, path }: ApiCall,
  functions: ReadonlyMap<string, FunctionModel>,
): ApiAnswer | undefined {
  if (method !== 'GET') return undefined;
  const asked = CONFIGURATION.exec(path)?.groups?.['name'];
  const bounded = CONCURRENCY.exec(path)?.groups?.['name'];
  if (asked !== undefined) return { status: 200, body: describe(find(asked, functions)) };
  // Nothing is reserved here, and Lambda answers with nothing then.
  if (bounded !== undefined && find(bounded, functions)) return { status: 200, body: {} };
  return undefined;
}

function find(name: string, functions: ReadonlyMap<string, FunctionModel>): FunctionModel {
  const found = functions.get(name);
  if (found) return found;
  throw new RefusedCall('ResourceNotFoundException', 404, `Function not found: ${name}`);
}

function describe({ deployedName, timeoutSeconds, memoryMb, environment }: FunctionModel): object {
  return {
    FunctionName: deployedName,
    Timeout: timeoutSeconds,
    MemorySize: memoryMb,
    State: 'Active',
    LastUpdateStatus: 'Successful',
    Environment: { Variables: environment },
  };
}
