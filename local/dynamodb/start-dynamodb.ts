import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { withClassArchive } from '../jvm/class-archive.ts';
import { install, type Installation } from '../jvm/installation.ts';
import { findJdk, type Jdk } from '../jvm/jdk.ts';
import { type Exit, startJvm } from '../jvm/jvm.ts';
import type { Report } from '../start-failure.ts';

const DYNAMODB_LOCAL = {
  name: 'dynamodb-local-2.6.1',
  title: 'DynamoDB Local 2.6.1',
  pom: join(import.meta.dirname, 'pom.xml'),
  sources: [join(import.meta.dirname, 'LoopbackDynamoDb.java')],
};

const LOG_SETTINGS = join(import.meta.dirname, 'log4j2.properties');
const MEMORY = ['-Xms32m', '-Xmx256m'];

export type DynamoDbOptions = {
  /** Keeps the log, and the tables unless they are kept in memory; made if it does not exist. */
  readonly dataDir: string;
  /** Tables end with the process. */
  readonly inMemory?: boolean;
  /** 0, the default, is a free port. */
  readonly port?: number;
  readonly report: Report;
};

export type DynamoDb = {
  readonly port: number;
  /** For `AWS_ENDPOINT_URL_DYNAMODB`; any region and any credentials see the same tables. */
  readonly endpoint: string;
  readonly pid: number;
  /** Settles once the store is gone, for whatever reason; never rejects. */
  readonly exited: Promise<Exit>;
  /** Ends the store in order. Safe to call again. */
  readonly stop: () => Promise<void>;
  /** Ends the store as a crash would (SIGKILL). */
  readonly kill: () => void;
};

/**
 * Starts DynamoDB Local, streams included, as a child that ends with this process. It reaches nothing outside.
 *
 * @throws {StartFailure} JDK or Maven missing, nothing could be fetched.
 * @throws {JvmStartError} the store ended before it was ready.
 */
export async function startDynamoDb(options: DynamoDbOptions): Promise<DynamoDb> {
  const jdk = await findJdk();
  const installation = await install(DYNAMODB_LOCAL, jdk, options.report);
  const rehearse = (archive: readonly string[], dataDir: string) =>
    launch({ ...options, dataDir, port: 0 }, installation, jdk, archive);
  const archive = await withClassArchive(installation, jdk, rehearse, options.report);
  return launch(options, installation, jdk, archive);
}

async function launch(
  { dataDir, inMemory = false, port = 0 }: DynamoDbOptions,
  { folder, classPath }: Installation,
  jdk: Jdk,
  archive: readonly string[],
): Promise<DynamoDb> {
  await mkdir(dataDir, { recursive: true });
  const store = inMemory ? ['-inMemory'] : ['-dbPath', dataDir];
  const { ready, ...jvm } = await startJvm({
    jdk,
    options: [
      ...archive,
      ...MEMORY,
      `-Djava.library.path=${folder}`,
      `-Dlog4j2.configurationFile=${LOG_SETTINGS}`,
    ],
    classPath,
    main: 'LoopbackDynamoDb',
    arguments: [String(port), '-sharedDb', '-disableTelemetry', ...store],
    logFile: join(dataDir, 'dynamodb.log'),
    ready: /^listening on (\d+)$/,
  });
  const listening = Number(ready[1]);
  return { ...jvm, port: listening, endpoint: `http://127.0.0.1:${listening}` };
}
