export type Import = {
  /** As written: `./errors.ts`, `node:crypto`, `@middy/core`. */
  readonly specifier: string;
  /** Gone at run time: the whole statement begins with `import type` or `export type`. */
  readonly isType: boolean;
};

/** Between the keyword and the specifier stand names, braces, commas and stars; anything else is no import. */
const STATEMENT =
  /^[ \t]*(?:import|export)\s+(?<type>type\s)?(?:[\w$\s{},*]+?\sfrom\s*)?(?<quote>['"])(?<specifier>[^'"\n]+)\k<quote>/gm;
const CALL =
  /\b(?:import|require|require\.resolve|import\.meta\.resolve)\(\s*(?<quote>['"`])(?<specifier>[^'"`\n]+)\k<quote>/g;

/**
 * The modules that a source names: by import, re-export, dynamic import, `require`. A commented-out import counts as one:
 * it should not be there either.
 */
export function importsOf(source: string): Import[] {
  return [...source.matchAll(STATEMENT), ...source.matchAll(CALL)].map(({ groups }) => ({
    specifier: groups?.['specifier'] ?? '',
    isType: groups?.['type'] !== undefined,
  }));
}
