import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { describe, it, test, type TestContext } from 'node:test';
import { promisify } from 'node:util';
import { descendantsOf, stateOf } from '../support/processes.ts';
import { testSetting } from '../support/environment.ts';
import { testBrokers } from '../support/kafka.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { untilNot503 } from '../support/until-not-503.ts';
import { until } from '../support/until.ts';

const ROOT = join(import.meta.dirname, '../..');
const START = join(ROOT, 'local/start.ts');
const COMMAND = join(ROOT, 'cli/tidegate.js');

type Variables = Readonly<Record<string, string>>;

/** Ports are free ones, unless a test says which. */
function start(t: TestContext, variables: Variables = {}) {
  const {
    PATH = '',
    HOME = '',
    JAVA_HOME = '',
    XDG_CACHE_HOME = '',
    TMPDIR = '/tmp',
  } = process.env;
  const surroundings = { PATH, HOME, JAVA_HOME, XDG_CACHE_HOME, TMPDIR };
  const child = spawn(process.execPath, [START], {
    env: {
      ...surroundings,
      PORT: '0',
      TLS_PORT: '0',
      METRICS_PORT: '0',
      KAFKA_PORT: '0',
      TIDEGATE_DATA: temporaryFolder(),
      ...variables,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  t.after(() => child.kill('SIGKILL'));
  const lines: string[] = [];
  createInterface(child.stdout).on('line', (line) => lines.push(line));
  const complaint = text(child.stderr);
  const ended = once(child, 'exit').then(([code]) => code as number | null);
  const pid = child.pid ?? 0;
  return { child, pid, lines, complaint, ended };
}

type Started = ReturnType<typeof start>;

async function ready(t: TestContext, variables: Variables = {}): Promise<Started> {
  const started = start(t, variables);
  const line = until(() => started.lines.some((told) => told.startsWith('ready ')));
  await Promise.race([line, started.ended.then(async () => assert.fail(await started.complaint))]);
  return started;
}

function lineWith({ lines }: Started, part: string): string {
  const line = lines.find((told) => told.includes(part));
  assert.ok(line, `no line with ${part}`);
  return line.trim();
}

/** As if it were pasted into a shell, again as long as the machine is too busy for the event. */
async function untilAccepted(command: string): Promise<void> {
  const answer = await untilNot503(async () => {
    const { stdout } = await promisify(execFile)('sh', ['-c', `${command} --silent`]);
    const [head = ''] = stdout.split('\r\n', 1);
    return { head, status: Number(head.split(' ')[1]) };
  });
  assert.match(answer.head, /^HTTP\/1\.1 202 /);
}

/** As `npx tidegate` does it. */
function exportRegistry(variables: Variables) {
  const env = { ...process.env, ...variables };
  return promisify(execFile)(process.execPath, [COMMAND, 'registry', 'export'], { env });
}

test('npm start', async (t) => {
  const TIDEGATE_DATA = temporaryFolder();
  const first = await ready(t, { TIDEGATE_DATA });

  await t.test(
    'takes an event by the line that it shows, and tells what became of it',
    async () => {
      assert.match(lineWith(first, 'ready'), /^ready http:\/\/127\.0\.0\.1:\d+$/);

      await untilAccepted(lineWith(first, 'curl'));

      await until(() => first.lines.some((line) => line.includes('device=sensor-1')));
    },
  );

  await t.test("is found by the operator's command beside it, as long as it runs", async () => {
    const { stdout } = await exportRegistry({ TIDEGATE_DATA });

    assert.match(stdout, /^\{"tenant-id":"demo","device-id":"sensor-1","device":\{.*\}\}$/m);
  });

  await t.test('ends all with Ctrl-C', async () => {
    const children = descendantsOf(first.pid);
    first.child.kill('SIGINT');

    assert.equal(await first.ended, 0);
    assert.equal(await first.complaint, '');
    assert.ok(children.length >= 7, 'broker, store and five functions');
    assert.deepEqual(
      children.map(stateOf).filter((state) => state !== undefined),
      [],
    );
    await assert.rejects(exportRegistry({ TIDEGATE_DATA }), {
      code: 1,
      stderr: /no registry is named, and no local cloud runs/,
    });
  });

  await t.test('knows its devices and passwords at the next start', async () => {
    const second = await ready(t, { TIDEGATE_DATA });

    const authId = (started: Started) => / -u '[^']+'/.exec(lineWith(started, 'curl'))?.[0];
    assert.equal(authId(second), authId(first));
    await untilAccepted(lineWith(second, 'curl'));
  });

  await t.test('ends what it has begun when it is interrupted while it starts', async () => {
    const started = start(t);
    await until(() => descendantsOf(started.pid).length > 0);
    const children = descendantsOf(started.pid);

    started.child.kill('SIGINT');

    assert.equal(await started.ended, 130);
    await until(() => children.every((pid) => stateOf(pid) === undefined));
  });
});

describe('npm start that cannot go on says so in one sentence', () => {
  // What one start has prepared the next one has.
  const TIDEGATE_DATA = temporaryFolder();
  const DYNAMODB_ENDPOINT = testSetting('TEST_DYNAMODB_ENDPOINT');
  const cases: [name: string, variables: Variables, sentence: RegExp][] = [
    ['without a JDK', { PATH: '/nowhere', JAVA_HOME: '' }, /JDK 17/],
    [
      'when the broker is out of reach',
      { KAFKA_BROKERS: '127.0.0.1:1', TIDEGATE_DATA: temporaryFolder() },
      /KAFKA_BROKERS/,
    ],
    ['when its folder cannot be written', { TIDEGATE_DATA: '/dev/null/data' }, /TIDEGATE_DATA/],
    ['when the administrator has no password', { TIDEGATE_ADMIN: 'admin' }, /^TIDEGATE_ADMIN/],
    ['when a variable is not understood', { PORT: 'http' }, /^PORT is "http"/],
    [
      'when serverless.yml does not accept a setting',
      {
        AUTHENTICATION_REQUIRED: 'no',
        KAFKA_BROKERS: testBrokers().join(','),
        DYNAMODB_ENDPOINT,
      },
      /AUTHENTICATION_REQUIRED takes exactly true or false/,
    ],
  ];
  for (const [name, variables, sentence] of cases) {
    it(name, (t) => endsWith(sentence, start(t, { TIDEGATE_DATA, ...variables })));
  }

  for (const variable of ['PORT', 'KAFKA_PORT']) {
    it(`when ${variable} is in use`, async (t) => {
      const port = await takenPort(t);
      const variables = { TIDEGATE_DATA, DYNAMODB_ENDPOINT, [variable]: `${port}` };

      const sentence = new RegExp(`^Port ${port} is in use: set ${variable} `);
      await endsWith(sentence, start(t, variables));
    });
  }
});

async function endsWith(sentence: RegExp, { pid, ended, complaint }: Started): Promise<void> {
  const seen = new Set<number>();
  const watching = setInterval(() => {
    for (const child of descendantsOf(pid)) seen.add(child);
  }, 200);
  const code = await ended;
  clearInterval(watching);

  assert.equal(code, 1);
  assert.match(await complaint, sentence);
  assert.match(await complaint, /^[^\n]+\n$/);
  await until(() => [...seen].every((child) => stateOf(child) === undefined));
}

async function takenPort(t: TestContext): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  t.after(() => server.close());
  await once(server, 'listening');
  return (server.address() as { port: number }).port;
}
