/** What osls hands to the function behind a `${file(….js):name}` variable. */
export type VariableContext = {
  readonly resolveVariable: (variable: string) => Promise<unknown>;
};

/**
 * Reads a comma-separated list; spaces and empty parts do not count.
 *
 * @param variable with its source, as in `env:SUBNET_IDS`: the local cloud finds the variables of the environment by it.
 */
export async function resolveList(variable: string, context: VariableContext): Promise<string[]> {
  const text = String(await context.resolveVariable(`${variable}, ''`));
  return text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}
