import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const ENVIRONMENT = join(import.meta.dirname, '../..', '.venv');
const REQUIREMENTS = join(import.meta.dirname, 'requirements.txt');

/** @returns where a tool of `requirements.txt` is, in a virtual environment of the project. */
export function pythonTool(name: string): string {
  install();
  return join(ENVIRONMENT, 'bin', name);
}

/** Once for each version of the requirements. */
function install(): void {
  const installed = join(ENVIRONMENT, 'installed-requirements.txt');
  const wanted = readFileSync(REQUIREMENTS, 'utf8');
  if (existsSync(installed) && readFileSync(installed, 'utf8') === wanted) return;
  rmSync(ENVIRONMENT, { recursive: true, force: true });
  run('python3', ['-m', 'venv', ENVIRONMENT]);
  run(join(ENVIRONMENT, 'bin', 'pip'), [
    'install',
    '--quiet',
    '--disable-pip-version-check',
    '--requirement',
    REQUIREMENTS,
  ]);
  writeFileSync(installed, wanted);
}

/** Ends the process when the command fails: what it says is on the terminal already. */
export function run(command: string, args: readonly string[]): void {
  const { status, error } = spawnSync(command, args, { stdio: 'inherit' });
  if (status === 0) return;
  console.error(error ? `${command} cannot be run: ${error.message}` : `${command} failed`);
  process.exit(1);
}
