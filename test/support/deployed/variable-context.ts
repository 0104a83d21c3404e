import type { VariableContext } from '../../../deploy/variables.ts';

/** What osls hands to the function behind a variable. @param values by variable; those with a default may be left out */
export function contextOf(values: Readonly<Record<string, unknown>>): VariableContext {
  return {
    resolveVariable: (variable) => {
      const [name = '', fallback] = variable.split(', ');
      const value = values[name] ?? fallback?.replaceAll("'", '');
      return value === undefined
        ? Promise.reject(new Error(`${variable} has no value`))
        : Promise.resolve(value);
    },
  };
}
