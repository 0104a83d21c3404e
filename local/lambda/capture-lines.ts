import type { FunctionModel } from '../service-model/model.ts';
import type { LogSink } from './environment.ts';

/**
 * Takes the lines that functions write in this very process: those that are JSON. Lambda's runtime takes its process's output
 * as well.
 *
 * @returns what gives the output back
 */
export function captureLines(functions: readonly FunctionModel[], log: LogSink): () => void {
  const { stdout } = process;
  const write = stdout.write.bind(stdout);
  const names = new Map(functions.map(({ deployedName, name }) => [deployedName, name]));
  const take = (chunk: unknown, ...rest: unknown[]): boolean => {
    if (typeof chunk !== 'string' || !chunk.startsWith('{"') || !chunk.endsWith('}\n')) {
      return Reflect.apply(write, stdout, [chunk, ...rest]) as boolean;
    }
    const text = chunk.slice(0, -1);
    log({ functionName: names.get(writerOf(text)) ?? 'function', text });
    return true;
  };
  stdout.write = take;
  return () => {
    stdout.write = write;
  };
}

/** The deployed name of the function that an entry of the log says it is of. */
function writerOf(text: string): string {
  return /"function":"([^"]*)"/.exec(text)?.[1] ?? '';
}
