import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { LambdaContext } from './context.ts';

export type Handler = (event: unknown, context: LambdaContext) => unknown;

/** Bundles first, then sources: Node runs TypeScript as it stands. */
const EXTENSIONS = ['.mjs', '.js', '.cjs', '.ts', '.mts'];

/** A handler that cannot be had; `name` is the error type that the runtime reports. */
export class HandlerError extends Error {
  override readonly name: string;

  constructor(type: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = `Runtime.${type}`;
  }
}

/**
 * Loads a handler by its name, as the runtime does.
 *
 * @param handler module and export, as in `functions/ingest.handler`
 * @throws {HandlerError} with the runtime's own error types
 */
export async function loadHandler(taskRoot: string, handler: string): Promise<Handler> {
  const dot = handler.lastIndexOf('.');
  const module = await importModule(taskRoot, handler.slice(0, dot));
  const exported = module[handler.slice(dot + 1)];
  if (typeof exported !== 'function') {
    throw new HandlerError('HandlerNotFound', `${handler} is undefined or not exported`);
  }
  if (exported.length > 2) {
    throw new HandlerError(
      'CallbackHandlerDeprecated',
      'a handler takes no callback since Node.js 24',
    );
  }
  return exported as Handler;
}

async function importModule(taskRoot: string, name: string): Promise<Record<string, unknown>> {
  const path = join(taskRoot, name);
  const extension = EXTENSIONS.find((candidate) => existsSync(path + candidate));
  if (extension === undefined) {
    throw new HandlerError('ImportModuleError', `Error: Cannot find module '${name}'`);
  }
  try {
    return (await import(pathToFileURL(path + extension).href)) as Record<string, unknown>;
  } catch (cause) {
    const type = cause instanceof SyntaxError ? 'UserCodeSyntaxError' : 'ImportModuleError';
    throw new HandlerError(type, String(cause), { cause });
  }
}
