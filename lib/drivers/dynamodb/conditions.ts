import { refusals } from '../../registry/refusals.ts';
import type { Expectation, Version } from '../../registry/registry-store.ts';
import type { Condition } from './transaction.ts';

export function isAbsent(refuse: () => Error): Condition {
  return { holds: 'attribute_not_exists(pk)', refuse };
}

/** There, and in the version that is expected, if one is. */
export function isExpected({ version }: Expectation, missing: () => Error): Condition {
  const refuse = (exists: boolean) => (exists ? refusals.versionMismatch() : missing());
  if (version === undefined) return { holds: 'attribute_exists(pk)', refuse };
  return { ...isVersion(version, missing), refuse };
}

export function isVersion(version: Version, refuse: () => Error): Condition {
  return { holds: 'version = :version', values: { ':version': version }, refuse };
}
