import type { AddCommands } from '../commands.ts';
import { addList } from './list-command.ts';
import { addRedrive } from './redrive-command.ts';
import { addShow } from './show-command.ts';

export const addDeadLettersCommands: AddCommands = (program, context, ended) => {
  const letters = program
    .command('dead-letters')
    .description('find events that were given up, and put them back (docs/dead-letters.md)');
  addList(letters, context, ended);
  addShow(letters, context, ended);
  addRedrive(letters, context, ended);
};
