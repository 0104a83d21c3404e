import { readFile } from 'node:fs/promises';
import { isJsonObject, type JsonObject } from '../../domain/json.ts';

/** @throws {Error} naming the secret, never what it holds */
export type ReadSecret = () => Promise<JsonObject>;

const FILE = 'file:';

/**
 * Reads a secret that is a JSON object, as those of Secrets Manager for brokers are.
 *
 * @param address the name or ARN of a secret in Secrets Manager, whose client is loaded then, or `file:` and a path
 */
export function secretReader(address: string): ReadSecret {
  return async () => {
    const text = address.startsWith(FILE)
      ? await readFile(address.slice(FILE.length), 'utf8')
      : await (await import('./secrets-manager.ts')).secretText(address);
    return parse(address, text);
  };
}

/** What a parser says of its input repeats a part of it, so it is not told. */
function parse(address: string, text: string): JsonObject {
  try {
    const value: unknown = JSON.parse(text);
    if (isJsonObject(value)) return value;
  } catch {
    throw new Error(`the secret ${address} is not JSON`);
  }
  throw new Error(`the secret ${address} is not a JSON object`);
}
