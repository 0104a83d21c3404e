import { join } from 'node:path';
import { after } from 'node:test';
import { startDynamoDb } from '../../local/dynamodb/start-dynamodb.ts';
import { temporaryFolder } from './temporary-folder.ts';

let starting: ReturnType<typeof startDynamoDb> | undefined;
after(async () => (await starting)?.stop());

/**
 * The store of all local clouds in a file of tests, which ends with them: one for the whole run grows slow, because each
 * look at a stream goes through the changes of all tables. @returns its endpoint
 */
export async function storeOfFile(): Promise<string> {
  const dataDir = join(temporaryFolder(), 'dynamodb');
  starting ??= startDynamoDb({ dataDir, inMemory: true, report: console.error });
  return (await starting).endpoint;
}
