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

/** @throws {Error} naming the variable, and what it takes */
export async function resolveNumber(
  variable: string,
  {
    fallback,
    least,
    most,
  }: { readonly fallback: number; readonly least: number; readonly most: number },
  { resolveVariable }: VariableContext,
): Promise<number> {
  const text = String(await resolveVariable(`${variable}, ''`));
  if (text === '') return fallback;
  const number = Number(text);
  if (Number.isInteger(number) && number >= least && number <= most) return number;
  const name = variable.replace('env:', '');
  throw new Error(`${name} takes a whole number from ${least} to ${most}, not ${text}`);
}

/** @throws {Error} naming the variable, and what it takes */
export async function resolveChoice<Choice extends string>(
  variable: string,
  choices: readonly Choice[],
  fallback: Choice,
  { resolveVariable }: VariableContext,
): Promise<Choice> {
  const text = String(await resolveVariable(`${variable}, ''`));
  if (text === '') return fallback;
  const choice = choices.find((one) => one === text);
  if (choice !== undefined) return choice;
  throw new Error(`${variable.replace('env:', '')} takes ${choices.join(' or ')}, not ${text}`);
}
