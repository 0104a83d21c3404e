import type { VariableContext } from './variables.ts';

/** @throws {Error} for anything but `true` and `false`, and for `false` in stage `prod`. */
export async function authenticationRequired({
  resolveVariable,
}: VariableContext): Promise<'true' | 'false'> {
  const value = await resolveVariable("env:AUTHENTICATION_REQUIRED, 'true'");
  if (value !== 'true' && value !== 'false') {
    throw new Error(`AUTHENTICATION_REQUIRED takes exactly true or false, not ${String(value)}`);
  }
  if (value === 'false' && (await resolveVariable('self:provider.stage')) === 'prod') {
    throw new Error('stage prod refuses AUTHENTICATION_REQUIRED=false');
  }
  return value;
}

const AUTHORIZATION_TYPES = new Map([
  ['function', 'NONE'],
  ['iam', 'AWS_IAM'],
]);

/** Who refuses strangers to the management API. @throws {Error} for anything but `function` and `iam`. */
export async function managementAuthorization({
  resolveVariable,
}: VariableContext): Promise<string> {
  const value = String(await resolveVariable("env:MANAGEMENT_AUTHORIZATION, 'function'"));
  const type = AUTHORIZATION_TYPES.get(value);
  if (type !== undefined) return type;
  throw new Error(`MANAGEMENT_AUTHORIZATION takes function or iam, not ${value}`);
}
