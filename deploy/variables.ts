/** What osls hands to the function behind a `${file(….js):name}` variable. */
export type VariableContext = {
  readonly resolveVariable: (variable: string) => Promise<unknown>;
};

/** A comma-separated variable of the environment; spaces and empty parts do not count. */
export async function resolveList(name: string, context: VariableContext): Promise<string[]> {
  const text = String(await context.resolveVariable(`env:${name}, ''`));
  return text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}
