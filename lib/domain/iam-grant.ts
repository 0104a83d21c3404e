import type { Grant } from './principal.ts';

/** What identities of AWS IAM may do. */
export type IamGrant = {
  /** Of users, roles or sessions of roles; `*` stands for any characters but `:` and `/`. */
  readonly arn: string;
  readonly grant: Grant;
};

const ARN = /^arn:[a-z-]+:(?:iam|sts)::\d{12}:[^\s:]+$/;

/** An account is always named: who is let in by a pattern is at least of that account. */
export function isArnPattern(text: string): boolean {
  return ARN.test(text);
}

/** The first that matches counts. */
export function grantOf(arn: string, grants: readonly IamGrant[]): Grant | undefined {
  return grants.find((one) => matches(arn, one.arn))?.grant;
}

function matches(arn: string, pattern: string): boolean {
  const parts = pattern.split('*').map((part) => part.replace(/[\\^$.+?()[\]{}|]/g, '\\$&'));
  return new RegExp(`^${parts.join('[^:/]*')}$`).test(arn);
}
