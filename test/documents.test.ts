import assert from 'node:assert/strict';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, test } from 'node:test';
import { Command } from 'commander';
import { loadCommands } from '../cli/commands.ts';
import { documentedVariables } from './support/documented-variables.ts';

const ROOT = join(import.meta.dirname, '..');
const documents = [
  ...globSync('{README,ARCHITECTURE}.md', { cwd: ROOT }),
  ...globSync('docs/*.md', { cwd: ROOT }),
];
const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');
const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };

/** Who runs a command; none is run here. */
const program = new Command('tidegate');
const nobody = {
  env: {},
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  interrupted: new AbortController().signal,
};
for (const add of await loadCommands()) add(program, nobody, () => {});

describe('the documents', () => {
  for (const document of documents) {
    const text = read(document);

    test(`${document} names commands and options that exist`, () => {
      const wrong = [...text.matchAll(/npm exec --no -- tidegate ([^`\n|]*)/g)].flatMap(
        ([, line]) => unknownOf((line ?? '').trim().split(/\s+/)),
      );

      assert.deepEqual(wrong, []);
    });

    test(`${document} names scripts of package.json that exist`, () => {
      const named = [...text.matchAll(/npm run ([\w:-]+)/g)].map(([, name = '']) => name);

      assert.deepEqual(
        named.filter((name) => !(name in scripts)),
        [],
      );
    });

    test(`${document} leads to files and headings that exist`, () => {
      const links = [...text.matchAll(/\]\((?!https?:)([^)\s]+)\)/g)].map(
        ([, target = '']) => target,
      );

      assert.deepEqual(
        links.filter((target) => !leadsSomewhere(document, target)),
        [],
      );
    });
  }

  test('docs/deploy.md sets variables that are documented', () => {
    const known = documentedVariables();
    const examples = [...read('docs/deploy.md').matchAll(/^([A-Z_]+)=/gm)].map(([, name]) => name);
    const mentioned = [...read('docs/deploy.md').matchAll(/`([A-Z]+_[A-Z_]+)(?:=[^`]*)?`/g)].map(
      ([, name]) => name,
    );

    assert.ok(examples.includes('MSK_CLUSTER_ARN') && mentioned.includes('TOPIC_OPERATIONS'));
    assert.deepEqual(
      [...examples, ...mentioned].filter((name = '') => !known.has(name) && name !== 'AWS_REGION'),
      [],
    );
  });
});

/** What of a command line nothing knows: the command, or an option of it. */
function unknownOf(words: readonly string[]): string[] {
  let command = program;
  const rest = [...words];
  for (;;) {
    const next = command.commands.find((one) => one.name() === rest[0]);
    if (!next) break;
    command = next;
    rest.shift();
  }
  // Prose goes on after the command's name: only a line that is a whole command has more.
  if (command === program) return words[0] === '' ? [] : [words.join(' ')];
  const [word = ''] = rest;
  if (command.commands.length > 0 && /^[a-z-]+$/.test(word)) return [`${command.name()} ${word}`];
  const options = rest.filter((one) => one.startsWith('--'));
  return options
    .filter((option) => option !== '--help' && !command.options.some(({ long }) => long === option))
    .map((option) => `${command.name()} ${option}`);
}

function leadsSomewhere(document: string, target: string): boolean {
  const [path = '', heading] = target.split('#');
  const file = path === '' ? join(ROOT, document) : join(ROOT, dirname(document), path);
  if (!existsSync(file)) return false;
  return heading === undefined || headingsOf(readFileSync(file, 'utf8')).includes(heading);
}

/** As they are linked to. */
function headingsOf(markdown: string): string[] {
  return [...markdown.matchAll(/^#+ (.+)$/gm)].map(([, title = '']) =>
    title
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-'),
  );
}
