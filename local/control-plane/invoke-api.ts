import type { Outcome } from '../lambda/outcome.ts';
import { type DeployedNames, functionCalled } from './deployed-names.ts';
import type { ApiAnswer, ApiCall } from './lambda-api.ts';
import { RefusedCall } from './refused-call.ts';

export type InvokeFunction = (functionName: string, event: unknown) => Promise<Outcome>;

const INVOCATIONS = /^\/2015-03-31\/functions\/(?<name>[^/]+)\/invocations$/;
const VERSION = { 'x-amz-executed-version': '$LATEST' };

/**
 * Lambda's `Invoke`, for who waits for the answer.
 *
 * @returns undefined for any other call.
 * @throws {RefusedCall}
 * @see https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html
 */
export function answerInvokeCall(
  { method, path, headers, body }: ApiCall,
  invoke: InvokeFunction,
  names: DeployedNames,
): Promise<ApiAnswer> | undefined {
  const name = INVOCATIONS.exec(path)?.groups?.['name'];
  if (name === undefined || method !== 'POST') return undefined;
  const type = String(headers['x-amz-invocation-type'] ?? 'RequestResponse');
  if (type !== 'RequestResponse') {
    const message = `InvocationType is ${type}; only RequestResponse is known here`;
    throw new RefusedCall('InvalidParameterValueException', 400, message);
  }
  return answerOf(invoke(functionCalled(name, names), body));
}

async function answerOf(invocation: Promise<Outcome>): Promise<ApiAnswer> {
  const outcome = await invocation;
  if (outcome.kind === 'throttled') {
    throw new RefusedCall('TooManyRequestsException', 429, 'Rate Exceeded.');
  }
  const error = outcome.kind === 'failed' ? { 'x-amz-function-error': 'Unhandled' } : {};
  return { status: 200, body: outcome.payload ?? null, headers: { ...VERSION, ...error } };
}
