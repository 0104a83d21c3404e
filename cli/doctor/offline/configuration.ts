import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Deployment } from '../deployment.ts';
import { error, type Finding, warning } from '../finding.ts';
import { problemsOf } from '../parsers.ts';

const DOCUMENT = join(import.meta.dirname, '../../../docs/configuration.md');
/** Of every tool; nobody here documents them. */
const FOREIGN = /^(?:AWS_|NODE_|NPM_|npm_)/;

/** Each variable of each function, by the parser that the function itself uses. */
export function configuration({ service, functions }: Deployment): Finding[] {
  const common = { AWS_REGION: service.region };
  return [...functions.values()].flatMap(({ name, environment }) =>
    problemsOf(name, { ...common, ...environment }).map((problem) =>
      error(name, problem, 'correct the variable: docs/configuration.md'),
    ),
  );
}

/** Names in the file of variables that nothing reads: a slip of the pen keeps a default in force. */
export function unknownVariables(names: readonly string[]): Finding[] {
  const known = documentedVariables();
  return names
    .filter((name) => !known.has(name) && !FOREIGN.test(name))
    .map((name) =>
      warning(name, 'no setting has this name', 'compare it with docs/configuration.md'),
    );
}

function documentedVariables(): ReadonlySet<string> {
  const rows = readFileSync(DOCUMENT, 'utf8').matchAll(/^\| (`[^|]+) \|/gm);
  const names = [...rows].flatMap(([, cell = '']) => [...cell.matchAll(/`([A-Z_0-9]+)`/g)]);
  return new Set(names.map(([, name = '']) => name));
}
