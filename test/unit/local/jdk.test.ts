import assert from 'node:assert/strict';
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { findJdk, parseJavaSettings } from '../../../local/jvm/jdk.ts';
import { StartFailure } from '../../../local/start-failure.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

void describe('the settings that java prints', () => {
  void test('tell home, feature version and build', () => {
    const settings = settingsOf({ home: '/opt/jdk', version: '17.0.15', build: '17.0.15+6' });

    assert.deepEqual(parseJavaSettings(settings), {
      home: '/opt/jdk',
      feature: 17,
      build: 'Some VM 17.0.15+6',
    });
  });

  for (const [version, feature] of [
    ['1.8.0_392', 8],
    ['11.0.2', 11],
    ['25', 25],
    ['26-ea', 26],
  ] as const) {
    void test(`read version ${version} as ${feature}`, () => {
      assert.equal(parseJavaSettings(settingsOf({ version }))?.feature, feature);
    });
  }

  void test('are nothing when another program printed', () => {
    assert.equal(parseJavaSettings('java: the indonesian island'), undefined);
  });
});

void describe('looking for a JDK', () => {
  void test('says what to install when there is none', async () => {
    await assert.rejects(findJdk({ PATH: '' }), saying(/needs a JDK 17 or newer.*JAVA_HOME/));
  });

  void test('names the version that is too old', async () => {
    const home = await fakeJava('11.0.2');

    await assert.rejects(findJdk({ JAVA_HOME: home }), saying(/found version 11\.$/));
  });

  void test('refuses a runtime without a compiler', async () => {
    const home = await fakeJava('21.0.1');

    await assert.rejects(findJdk({ JAVA_HOME: home }), saying(/found a runtime without javac\.$/));
  });

  void test('takes the one of JAVA_HOME', async () => {
    const home = await fakeJava('21.0.1');
    await writeFile(join(home, 'bin', 'javac'), '');

    assert.equal((await findJdk({ JAVA_HOME: home })).home, home);
  });
});

type Settings = { readonly home: string; readonly version: string; readonly build: string };

function settingsOf(some: Partial<Settings>): string {
  const { home, version, build } = { home: '/opt/jdk', version: '17.0.15', build: '1', ...some };
  return [
    'Property settings:',
    `    java.home = ${home}`,
    `    java.version = ${version}`,
    '    java.vm.name = Some VM',
    `    java.vm.version = ${build}`,
  ].join('\n');
}

/** @returns a `JAVA_HOME` whose `java` claims a version. */
async function fakeJava(version: string): Promise<string> {
  const home = temporaryFolder();
  const java = join(home, 'bin', 'java');
  await mkdir(join(home, 'bin'));
  await writeFile(java, `#!/bin/sh\ncat >&2 <<'END'\n${settingsOf({ home, version })}\nEND\n`);
  await chmod(java, 0o755);
  return home;
}

/** One sentence in one line. */
function saying(words: RegExp): (failure: unknown) => boolean {
  return (failure) =>
    failure instanceof StartFailure &&
    words.test(failure.message) &&
    !failure.message.includes('\n');
}
