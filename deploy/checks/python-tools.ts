import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './run.ts';

const ENVIRONMENT = join(import.meta.dirname, '../..', '.venv');
const REQUIREMENTS = join(import.meta.dirname, 'requirements.txt');

/**
 * Finds a tool of `requirements.txt` in a virtual environment of the project.
 *
 * @returns where it is
 * @throws {Error} they cannot be installed.
 */
export async function pythonTool(name: string): Promise<string> {
  await installPythonTools();
  return join(ENVIRONMENT, 'bin', name);
}

/** Once for each version of the requirements. @throws {Error} */
export async function installPythonTools(): Promise<void> {
  const installed = join(ENVIRONMENT, 'installed-requirements.txt');
  const wanted = readFileSync(REQUIREMENTS, 'utf8');
  if (existsSync(installed) && readFileSync(installed, 'utf8') === wanted) return;
  rmSync(ENVIRONMENT, { recursive: true, force: true });
  await install('python3', ['-m', 'venv', ENVIRONMENT]);
  // Most of what is installed is never loaded, so that it is not compiled before it is.
  const options = ['--quiet', '--disable-pip-version-check', '--no-compile'];
  const pip = join(ENVIRONMENT, 'bin', 'pip');
  await install(pip, ['install', ...options, '--requirement', REQUIREMENTS]);
  writeFileSync(installed, wanted);
}

async function install(command: string, args: readonly string[]): Promise<void> {
  if (!(await run(command, args))) throw new Error('the Python tools cannot be installed');
}
