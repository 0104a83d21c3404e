import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { StartFailure } from '../start-failure.ts';

const run = promisify(execFile);

/** Kafka 4 needs it. */
const OLDEST_JAVA = 17;

export type Jdk = {
  /** The folder that holds `bin/java`. */
  readonly home: string;
  /** 17 for "17.0.15+6", 8 for "1.8.0_392". */
  readonly feature: number;
  /** Tells one build from another: a class data archive is only valid for the build that wrote it. */
  readonly build: string;
};

/** @throws {StartFailure} none found, too old, or a runtime without a compiler. */
export async function findJdk(environment: NodeJS.ProcessEnv = process.env): Promise<Jdk> {
  const java = environment['JAVA_HOME'] ? join(environment['JAVA_HOME'], 'bin', 'java') : 'java';
  const jdk = parseJavaSettings(await javaSettings(java, environment));
  if (jdk === undefined) throw needsJdk(`${java} did not tell its version`);
  if (jdk.feature < OLDEST_JAVA) throw needsJdk(`found version ${jdk.feature}`);
  if (!existsSync(join(jdk.home, 'bin', 'javac'))) throw needsJdk('found a runtime without javac');
  return jdk;
}

async function javaSettings(java: string, environment: NodeJS.ProcessEnv): Promise<string> {
  try {
    const { stderr } = await run(java, ['-XshowSettings:properties', '-version'], {
      env: environment,
    });
    return stderr;
  } catch (cause) {
    throw needsJdk(`${java} could not be run`, { cause });
  }
}

function needsJdk(found: string, options?: ErrorOptions): StartFailure {
  return new StartFailure(
    `Tidegate needs a JDK ${OLDEST_JAVA} or newer to run Kafka and DynamoDB Local: install one (for instance Debian's openjdk-17-jdk-headless) or set JAVA_HOME; ${found}.`,
    options,
  );
}

/** @param text what `java -XshowSettings:properties -version` prints. */
export function parseJavaSettings(text: string): Jdk | undefined {
  const property = (name: string) =>
    new RegExp(`^\\s*${name.replaceAll('.', '\\.')} = (.+?)\\s*$`, 'm').exec(text)?.[1];
  const home = property('java.home');
  const feature = /^(?:1\.)?(\d+)/.exec(property('java.version') ?? '')?.[1];
  if (home === undefined || feature === undefined) return undefined;
  const build = `${property('java.vm.name')} ${property('java.vm.version')}`;
  return { home, feature: Number(feature), build };
}
