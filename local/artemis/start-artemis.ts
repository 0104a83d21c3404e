import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { install, type Installation } from '../jvm/installation.ts';
import { findJdk, type Jdk } from '../jvm/jdk.ts';
import { withClassArchive } from '../jvm/class-archive.ts';
import { type Exit, type Jvm, JvmStartError, startJvm } from '../jvm/jvm.ts';
import { freePorts, isFree } from '../ports.ts';
import { type Report, StartFailure } from '../start-failure.ts';
import { brokerXml, type NetworkSettings } from './broker-xml.ts';

const ARTEMIS = {
  name: 'artemis-2.42.0',
  title: 'Apache ActiveMQ Artemis 2.42.0',
  pom: join(import.meta.dirname, 'pom.xml'),
  sources: ['LoopbackArtemis.java', 'LargestMessage.java'].map((file) =>
    join(import.meta.dirname, file),
  ),
};

const LOG_SETTINGS = join(import.meta.dirname, 'log4j2.properties');
const PORT_LOST = /Address already in use|Failed to bind/;
const ATTEMPTS = 3;

type Chosen = Pick<NetworkSettings, 'certificate' | 'clientAuthority' | 'largestMessage'>;

export type ArtemisOptions = Partial<Chosen> & {
  /** Keeps messages and log; made if it does not exist. */
  readonly dataDir: string;
  /** 0, the default, is a free port. */
  readonly port?: number;
  /** The only one who gets in; everybody does unless said. */
  readonly user?: { readonly name: string; readonly password: string };
  readonly report: Report;
};

export type Artemis = {
  readonly port: number;
  readonly pid: number;
  /** Settles once the broker is gone, for whatever reason; never rejects. */
  readonly exited: Promise<Exit>;
  /** Ends the broker in order. Safe to call again. */
  readonly stop: () => Promise<void>;
  /** Ends the broker as a crash would (SIGKILL). */
  readonly kill: () => void;
};

type Prepared = { readonly installation: Installation; readonly jdk: Jdk };

/**
 * Starts an AMQP 1.0 messaging network, one broker, as a child that ends with this process.
 *
 * @throws {StartFailure} JDK or Maven missing, nothing could be fetched, the port or the data folder is in use.
 * @throws {JvmStartError} the broker ended before it was ready.
 */
export async function startArtemis(options: ArtemisOptions): Promise<Artemis> {
  const jdk = await findJdk();
  const installation = await install(ARTEMIS, jdk, options.report);
  const prepared = { installation, jdk };
  const rehearse = (archive: readonly string[], dataDir: string) =>
    launch({ dataDir, report: options.report }, prepared, archive);
  const archive = await withClassArchive(installation, jdk, rehearse, options.report);
  return launch(options, prepared, archive);
}

/** Another process may take a free port before the broker does; then there are others. */
async function launch(
  options: ArtemisOptions,
  prepared: Prepared,
  archive: readonly string[],
): Promise<Artemis> {
  for (let attempt = 1; ; attempt += 1) {
    const port = await choosePort(options);
    try {
      return { ...(await launchOn(port, options, prepared, archive)), port };
    } catch (failure) {
      const lost = failure instanceof JvmStartError && PORT_LOST.test(failure.tail);
      if (!lost || attempt === ATTEMPTS) throw failure;
    }
  }
}

async function choosePort({ port = 0 }: ArtemisOptions): Promise<number> {
  const [free = 0] = port === 0 ? await freePorts(1) : [port];
  if (port === 0 || (await isFree(port))) return free;
  throw new StartFailure(
    `Port ${port} is in use: set AMQP_PORT to another one for the messaging network, or to 0 for a free one.`,
  );
}

async function launchOn(
  port: number,
  { dataDir, user, ...settings }: ArtemisOptions,
  { installation, jdk }: Prepared,
  archive: readonly string[],
): Promise<Jvm> {
  const storage = join(dataDir, 'storage');
  await mkdir(storage, { recursive: true });
  const brokerFile = join(dataDir, 'broker.xml');
  await writeFile(
    brokerFile,
    brokerXml({ ...settings, storage, port, secured: user !== undefined }),
  );
  return startJvm({
    title: ARTEMIS.title,
    jdk,
    options: [...archive, '-Xms64m', '-Xmx128m', `-Dlog4j2.configurationFile=${LOG_SETTINGS}`],
    classPath: installation.classPath,
    main: 'LoopbackArtemis',
    arguments: [brokerFile, ...(user ? [user.name, user.password] : [])],
    dataDir,
    logFile: join(dataDir, 'artemis.log'),
    ready: /^ready$/,
  });
}
