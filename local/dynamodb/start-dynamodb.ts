import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { install } from '../jvm/installation.ts';
import { findJdk } from '../jvm/jdk.ts';
import { type Exit, startJvm } from '../jvm/jvm.ts';
import type { Report } from '../start-failure.ts';

const DYNAMODB_LOCAL = {
  name: 'dynamodb-local-2.6.1',
  title: 'DynamoDB Local 2.6.1',
  pom: join(import.meta.dirname, 'pom.xml'),
  sources: [join(import.meta.dirname, 'LoopbackDynamoDb.java')],
};

/**
 * No class data archive: the JVM refuses to write one, because the manifest of DynamoDB Local's jar puts the jar's folder on
 * the class path and that folder is not empty.
 */
const JVM_OPTIONS = [
  '-Xmx256m',
  `-Dlog4j2.configurationFile=${join(import.meta.dirname, 'log4j2.properties')}`,
];

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
 * @throws {StartFailure} JDK or Maven missing, nothing could be fetched, the data folder is in use.
 * @throws {JvmStartError} the store ended before it was ready.
 */
export async function startDynamoDb({
  dataDir,
  inMemory = false,
  port = 0,
  report,
}: DynamoDbOptions): Promise<DynamoDb> {
  const jdk = await findJdk();
  const { folder, classPath } = await install(DYNAMODB_LOCAL, jdk, report);
  await mkdir(dataDir, { recursive: true });
  const store = inMemory ? ['-inMemory'] : ['-dbPath', dataDir];
  const { ready, ...jvm } = await startJvm({
    title: DYNAMODB_LOCAL.title,
    jdk,
    options: [...JVM_OPTIONS, `-Djava.library.path=${folder}`],
    classPath,
    main: 'LoopbackDynamoDb',
    arguments: [String(port), '-sharedDb', '-disableTelemetry', ...store],
    dataDir,
    logFile: join(dataDir, 'dynamodb.log'),
    ready: /^listening on (\d+)$/,
  });
  const listening = Number(ready[1]);
  return { ...jvm, port: listening, endpoint: `http://127.0.0.1:${listening}` };
}
