import { Command, CommanderError } from 'commander';
import { loadCommands } from './commands.ts';
import { type Context, writeLine } from './context.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { toSentence, WrongUsage } from './failures.ts';

/** Carries out a command line, without the program's name. */
export async function run(words: readonly string[], context: Context): Promise<ExitCode> {
  let code: ExitCode = exitCodes.done;
  const program = describeProgram(context);
  for (const add of await loadCommands(words[0])) add(program, context, (ended) => (code = ended));
  try {
    await program.parseAsync(words, { from: 'user' });
    return code;
  } catch (failure) {
    return explain(failure, context);
  }
}

function describeProgram({ stdout, stderr }: Context): Command {
  return new Command('tidegate')
    .description('Commands for operators of Tidegate.')
    .configureOutput({
      writeOut: (text) => void stdout.write(text),
      writeErr: (text) => void stderr.write(text),
    })
    .showHelpAfterError('(--help says how it is used)')
    .exitOverride();
}

function explain(failure: unknown, { stderr }: Context): ExitCode {
  if (failure instanceof CommanderError) {
    return failure.exitCode === 0 ? exitCodes.done : exitCodes.wrongUsage;
  }
  if (failure instanceof WrongUsage) {
    writeLine(stderr, `error: ${failure.message}`);
    return exitCodes.wrongUsage;
  }
  writeLine(stderr, `error: ${toSentence(failure)}`);
  return exitCodes.failed;
}
