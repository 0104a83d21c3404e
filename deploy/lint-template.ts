// `npm run lint:template`: cfn-lint, in a virtual environment of the project, over what `osls package` made.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '..');
const ENVIRONMENT = join(ROOT, '.venv');
const REQUIREMENTS = join(import.meta.dirname, 'requirements.txt');
const TEMPLATE = join(ROOT, '.serverless', 'cloudformation-template-update-stack.json');
/** osls names dependencies that a reference implies already; that is all W3005 says. */
const IGNORED = ['W3005'];

install();
run(join(ENVIRONMENT, 'bin', 'cfn-lint'), ['--ignore-checks', ...IGNORED, '--', TEMPLATE]);
console.log('cfn-lint finds nothing to complain about');

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

function run(command: string, args: readonly string[]): void {
  const { status, error } = spawnSync(command, args, { stdio: 'inherit' });
  if (status === 0) return;
  console.error(error ? `${command} cannot be run: ${error.message}` : `${command} failed`);
  process.exit(1);
}
