/** @throws {Error} naming the variable that is missing */
export function requiredEnvironment<Name extends string>(
  names: readonly Name[],
): Readonly<Record<Name, string>> {
  const entries = names.map((name) => {
    const value = process.env[name];
    if (value === undefined) throw new Error(`${name} is not set`);
    return [name, value] as const;
  });
  return Object.fromEntries(entries) as Record<Name, string>;
}
