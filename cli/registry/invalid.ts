import { ServiceError } from '../../lib/domain/errors.ts';
import type { Item } from '../../lib/registry/bulk/import-run.ts';

export function invalid(problem: string): ServiceError {
  return new ServiceError('INVALID_REQUEST', problem);
}

/** Something in a file that is nothing to import. */
export function toProblem(line: number, where: string, problem: string): Item {
  return {
    line,
    where,
    parse: () => {
      throw invalid(problem);
    },
  };
}
