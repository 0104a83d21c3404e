import { execFile, spawn } from 'node:child_process';
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { temporaryFolder } from './temporary-folder.ts';

const ROOT = join(import.meta.dirname, '../..');
const TSC = join(ROOT, 'node_modules/.bin/tsc');

/** What Node's own type stripping asks of a program, and a careful user's settings. */
const COMPILER_OPTIONS = {
  target: 'es2024',
  lib: ['es2024'],
  module: 'nodenext',
  strict: true,
  noUncheckedIndexedAccess: true,
  exactOptionalPropertyTypes: true,
  allowImportingTsExtensions: true,
  erasableSyntaxOnly: true,
  verbatimModuleSyntax: true,
  noEmit: true,
  skipLibCheck: true,
  types: ['node'],
};

/** A project of somebody else's that has installed this one from its folder: npm makes a link to it. */
export function userProject() {
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'node_modules/@types'), { recursive: true });
  symlinkSync(ROOT, join(folder, 'node_modules/tidegate'));
  symlinkSync(join(ROOT, 'node_modules/@types/node'), join(folder, 'node_modules/@types/node'));
  write('package.json', JSON.stringify({ private: true, type: 'module' }));
  write('tsconfig.json', JSON.stringify({ compilerOptions: COMPILER_OPTIONS }));

  function write(name: string, text: string): string {
    const path = join(folder, name);
    writeFileSync(path, text);
    return path;
  }

  return {
    write,
    /** @returns what the program says on standard output. Rejects when it fails. */
    async run(name: string): Promise<string> {
      const { stdout } = await promisify(execFile)(process.execPath, [name], { cwd: folder });
      return stdout;
    },
    /** Starts a program that stays. */
    start: (name: string) =>
      spawn(process.execPath, [name], { cwd: folder, stdio: ['ignore', 'pipe', 'inherit'] }),
    /** @returns what the compiler finds; nothing when the types are right. */
    async typeErrors(): Promise<string> {
      const checking = promisify(execFile)(process.execPath, [TSC, '-p', folder]);
      const { stdout } = await checking.catch((failure: { readonly stdout: string }) => failure);
      return stdout;
    },
  };
}

/** The TypeScript in a document of this repository, by a word that no other piece of it has. */
export function exampleOf(document: string, word: string): string {
  const text = readFileSync(join(ROOT, document), 'utf8');
  const pieces = [...text.matchAll(/^```ts\n(?<code>.*?)^```$/gms)].map(
    ({ groups }) => groups?.['code'] ?? '',
  );
  const [found, ...others] = pieces.filter((piece) => piece.includes(word));
  if (found !== undefined && others.length === 0) return found;
  throw new Error(`${document} has ${others.length + (found ? 1 : 0)} examples with ${word}`);
}
