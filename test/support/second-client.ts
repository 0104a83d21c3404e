import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { install } from '../../local/jvm/installation.ts';
import { findJdk } from '../../local/jvm/jdk.ts';
import { testAmqp } from './amqp.ts';

const FOLDER = join(import.meta.dirname, 'second-client');
const QPID = {
  name: 'qpid-protonj2-client-1.0.0',
  title: 'Apache Qpid ProtonJ2 1.0.0',
  pom: join(FOLDER, 'pom.xml'),
  sources: [join(FOLDER, 'SecondClient.java')],
};

const LIMIT_MS = 60_000;

/** A message as another implementation of AMQP 1.0 reads it; application properties as `Type value`, in Java's words. */
export type SeenMessage = {
  readonly durable: boolean;
  /** Milliseconds; 0: none. */
  readonly ttl: number;
  readonly contentType: string;
  readonly creationTime: number;
  /** Of the body. */
  readonly sections: readonly string[];
  /** Base64. */
  readonly data: string;
  readonly properties: Readonly<Record<string, string>>;
};

/** Takes messages off an address with a client that is not ours. */
export async function takenBySecondClient(address: string, count: number): Promise<SeenMessage[]> {
  const output = await run('receive', address, String(count));
  return output
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as SeenMessage);
}

/** Sends an event and an empty notification of `device-1`. */
export async function sendBySecondClient(address: string): Promise<void> {
  await run('send', address);
}

async function run(action: string, ...rest: readonly string[]): Promise<string> {
  const jdk = await findJdk();
  const { classPath } = await install(QPID, jdk, console.error);
  const { stdout } = await promisify(execFile)(
    join(jdk.home, 'bin', 'java'),
    ['-cp', classPath, 'SecondClient', action, String(testAmqp().port), ...rest],
    { timeout: LIMIT_MS },
  );
  return stdout;
}
