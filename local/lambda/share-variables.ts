import type { FunctionModel } from '../service-model/model.ts';
import { StartFailure } from '../start-failure.ts';

/**
 * Functions that run in one process share its variables, so they must agree.
 *
 * @throws {StartFailure} naming the variable for which two functions want different values.
 */
export function shareVariables(functions: readonly FunctionModel[]): void {
  const shared = new Map<string, { value: string; owner: string }>();
  for (const { name: owner, environment } of functions) {
    for (const [variable, value] of Object.entries(environment)) {
      const other = shared.get(variable);
      if (other !== undefined && other.value !== value) {
        throw new StartFailure(
          `${variable} differs between ${other.owner} and ${owner}: set TIDEGATE_ISOLATION=process, or set ${variable} for both.`,
        );
      }
      shared.set(variable, { value, owner });
    }
  }
  for (const [variable, { value }] of shared) process.env[variable] = value;
}
