import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';

const LONGEST_OUTPUT_BYTES = 64 * 1024 * 1024;

/** What a person can put right. */
export class ServiceError extends Error {
  override readonly name = 'ServiceError';
}

export type Service = {
  /** Where the handlers are. */
  readonly folder: string;
  /** `serverless.yml` with every variable resolved. */
  readonly configuration: unknown;
};

/**
 * Resolves `serverless.yml` by the Serverless Framework's own `print`, because nothing else knows its variables and plugins.
 *
 * @param path a folder with a `serverless.yml`, or a file with what `print --format json` gave.
 * @throws {ServiceError} with what the framework says.
 */
export async function readService(path: string, stage: string | undefined): Promise<Service> {
  const full = resolve(path);
  const isFile = full.endsWith('.json');
  const folder = isFile ? dirname(full) : full;
  const text = isFile ? await readFile(full, 'utf8') : await print(folder, stage);
  try {
    return { folder, configuration: JSON.parse(text) };
  } catch (cause) {
    throw new ServiceError(`${path} is not JSON: ${String(cause)}`, { cause });
  }
}

async function print(folder: string, stage: string | undefined): Promise<string> {
  const program = findFramework(folder);
  const options = stage === undefined ? [] : ['--stage', stage];
  try {
    const { stdout } = await promisify(execFile)(
      process.execPath,
      [program, 'print', '--format', 'json', ...options],
      { cwd: folder, maxBuffer: LONGEST_OUTPUT_BYTES },
    );
    return stdout;
  } catch (cause) {
    const { stdout = '', stderr = '' } = cause as { stdout?: string; stderr?: string };
    const said = `${stdout}\n${stderr}`.trim() || String(cause);
    throw new ServiceError(`serverless.yml of ${folder} cannot be resolved: ${said}`, { cause });
  }
}

/** That of the service, or else the one beside this program. */
function findFramework(folder: string): string {
  for (const from of [join(folder, 'serverless.yml'), import.meta.filename]) {
    const found = programAt(createRequire(from));
    if (found !== undefined) return found;
  }
  throw new ServiceError(
    'no osls is installed: install it, or give a file with what `serverless print --format json` says',
  );
}

function programAt(require: NodeJS.Require): string | undefined {
  try {
    const manifest = require.resolve('osls/package.json');
    const { bin } = require(manifest) as { readonly bin?: Readonly<Record<string, string>> };
    return join(dirname(manifest), bin?.['osls'] ?? 'bin/serverless.js');
  } catch {
    return undefined;
  }
}
