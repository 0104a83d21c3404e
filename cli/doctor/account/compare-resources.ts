import type { Permissions } from '../../../lib/drivers/iam/role-permissions.ts';

export type Difference = {
  /** Actions that are not allowed on all the resources of the template, and on how many they are. */
  readonly fewer: readonly string[];
  /** Actions on resources that the template does not have. */
  readonly others: readonly string[];
};

/** Of actions that both allow. Which of two tables is which nobody can tell from a template: that there are two, one can. */
export function compareResources(
  desired: Permissions<RegExp>,
  actual: Permissions<string>,
): Difference {
  const both = [...desired].flatMap(([action, patterns]) => {
    const resources = actual.get(action);
    return resources ? [{ action, patterns, ...matched(patterns, resources) }] : [];
  });
  return {
    fewer: both
      .filter(({ unmet, rest }) => unmet > 0 && !rest.some(isPattern))
      .map(
        ({ action, patterns: { length }, unmet }) => `${action} (${length - unmet} of ${length})`,
      ),
    others: both.flatMap(({ action, rest }) => rest.map((resource) => `${action} on ${resource}`)),
  };
}

/** What it stands for may be what was missed. */
function isPattern(resource: string): boolean {
  return resource.includes('*');
}

/** Each pattern takes one resource; the most definite ones choose first. */
function matched(patterns: readonly RegExp[], resources: readonly string[]) {
  let [unmet, rest] = [0, resources];
  for (const pattern of patterns.toSorted(
    (one, other) => other.source.length - one.source.length,
  )) {
    const found = rest.find((resource) => pattern.test(resource));
    if (found === undefined) unmet += 1;
    rest = rest.filter((resource) => resource !== found);
  }
  return { unmet, rest };
}
