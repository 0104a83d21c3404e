import assert from 'node:assert/strict';
import { symlinkSync } from 'node:fs';
import { cp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, type TestContext, it } from 'node:test';
import type { LogLine } from '../../local/lambda/environment.ts';
import { type LambdaOptions, startLambda } from '../../local/lambda/lambda.ts';
import type { Outcome } from '../../local/lambda/outcome.ts';
import { stateOf } from '../support/processes.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { until } from '../support/until.ts';

const SERVICE = join(import.meta.dirname, '../support/local-service');

const MEBIBYTE = 1024 * 1024;

const obedient = {
  name: 'obedient',
  deployedName: 'local-service-dev-obedient',
  handler: 'functions/obedient.handler',
  timeoutSeconds: 20,
  memoryMb: 128,
  environment: { AWS_REGION: 'eu-west-1', GREETING: 'hello' },
};

type Setup = Partial<LambdaOptions> & {
  readonly handler?: string;
  readonly timeoutSeconds?: number;
};

function lambdaOf(t: TestContext, { handler, timeoutSeconds, ...options }: Setup = {}) {
  const lines: LogLine[] = [];
  const model = {
    ...obedient,
    handler: handler ?? obedient.handler,
    timeoutSeconds: timeoutSeconds ?? obedient.timeoutSeconds,
  };
  const lambda = startLambda({
    functions: [model],
    taskRoot: options.isolation === 'package' ? folderOfFunctions() : SERVICE,
    isolation: 'process',
    maxEnvironments: 2,
    concurrency: 1,
    freeze: false,
    reloadOn: [],
    log: (line) => lines.push(line),
    report: () => {},
    ...options,
  });
  t.after(lambda.stop);
  return { invoke: (event: unknown) => lambda.invoke('obedient', event), lambda, lines };
}

/** As a package is unpacked: a folder for each function. */
function folderOfFunctions(): string {
  const folder = temporaryFolder();
  symlinkSync(SERVICE, join(folder, obedient.name));
  return folder;
}

type Count = { readonly pid: number; readonly invocations: number; readonly mostRunning: number };

function payloadOf(outcome: Outcome): unknown {
  assert.equal(outcome.kind, 'returned');
  return (outcome as Outcome & { kind: 'returned' }).payload;
}

function countOf(outcome: Outcome): Count {
  return payloadOf(outcome) as Count;
}

type Echo = Readonly<
  Record<'event' | 'context' | 'environment', Readonly<Record<string, unknown>>>
>;

function echoOf(outcome: Outcome): Echo {
  return payloadOf(outcome) as Echo;
}

function errorOf(outcome: Outcome) {
  assert.equal(outcome.kind, 'failed');
  return (outcome as Outcome & { kind: 'failed' }).payload;
}

const suites = {
  process: 'a function in a process of its own',
  package: 'a function behind the Runtime API',
} as const;

for (const isolation of ['process', 'package'] as const) {
  const start = (t: TestContext, setup: Setup = {}) => lambdaOf(t, { isolation, ...setup });

  describe(suites[isolation], { concurrency: true }, () => {
    it('gets the event, the context and the environment that Lambda gives it', async (t) => {
      const { invoke } = start(t);

      const { event, context, environment } = echoOf(await invoke({ a: [1, null] }));

      assert.deepEqual(event, { a: [1, null] });
      const { awsRequestId, logStreamName, remainingMs, ...rest } = context;
      assert.deepEqual(rest, {
        functionName: 'local-service-dev-obedient',
        functionVersion: '$LATEST',
        memoryLimitInMB: '128',
        invokedFunctionArn:
          'arn:aws:lambda:eu-west-1:000000000000:function:local-service-dev-obedient',
        logGroupName: '/aws/lambda/local-service-dev-obedient',
      });
      assert.match(String(awsRequestId), /^[0-9a-f-]{36}$/);
      assert.match(String(logStreamName), /^\d{4}\/\d{2}\/\d{2}\/\[\$LATEST\][0-9a-f]{32}$/);
      assert.ok(Number(remainingMs) > 0 && Number(remainingMs) <= 20_000);
      assert.equal(environment['GREETING'], 'hello');
      assert.equal(environment['_HANDLER'], 'functions/obedient.handler');
      assert.equal(environment['HOME'], undefined);
    });

    it('has its lines read, one by one', async (t) => {
      const { invoke, lines } = start(t);

      await invoke({});
      await until(() => lines.length > 0);

      assert.deepEqual(lines, [
        { functionName: 'obedient', text: '{"level":"info","message":"echo","greeting":"hello"}' },
      ]);
    });

    it('returns null for nothing', async (t) => {
      const { invoke } = start(t);

      assert.deepEqual(await invoke({ do: 'answer' }), { kind: 'returned', payload: null });
    });

    it('tells what it threw, and lives on', async (t) => {
      const { invoke, lines } = start(t);

      const { errorType, errorMessage, trace } = errorOf(await invoke({ do: 'throw' }));

      assert.deepEqual([errorType, errorMessage], ['RangeError', 'as told']);
      assert.match(trace?.[1] ?? '', /obedient\.ts/);
      assert.equal(countOf(await invoke({ do: 'count' })).invocations, 2);
      assert.match(lines[0]?.text ?? '', /"message":"Invoke Error".*"errorType":"RangeError"/);
    });

    it('that exits fails its request, and is started again', async (t) => {
      const { invoke } = start(t);

      const { errorType, errorMessage } = errorOf(await invoke({ do: 'exit' }));

      assert.equal(errorType, 'Runtime.ExitError');
      assert.match(
        errorMessage,
        /^RequestId: [0-9a-f-]{36} Error: Runtime exited with error: exit status 7$/,
      );
      assert.equal(countOf(await invoke({ do: 'count' })).invocations, 1);
    });

    it('that rejects behind its back fails its request, and is started again', async (t) => {
      const { invoke } = start(t);

      const { errorType, errorMessage } = errorOf(await invoke({ do: 'reject-later' }));

      assert.equal(errorType, 'Runtime.UnhandledPromiseRejection');
      assert.equal(errorMessage, 'Error: behind the back');
      assert.equal(countOf(await invoke({ do: 'count' })).invocations, 1);
    });

    it('that takes too long is ended, and started again', async (t) => {
      const { invoke, lines } = start(t, { timeoutSeconds: 1 });
      const { pid } = countOf(await invoke({ do: 'count' }));

      const { errorType, errorMessage } = errorOf(await invoke({ do: 'wait', waitMs: 60_000 }));

      assert.equal(errorType, undefined);
      assert.match(
        errorMessage,
        /^\d{4}-\d{2}-\d{2}T\S+Z [0-9a-f-]{36} Task timed out after 1\.00 seconds$/,
      );
      assert.match(lines.at(-1)?.text ?? '', /Task timed out/);
      assert.equal(countOf(await invoke({ do: 'count' })).invocations, 1);
      await until(() => stateOf(pid) === undefined);
    });

    it('fails its request when the answer is too large', async (t) => {
      const { invoke } = start(t);

      const error = errorOf(await invoke({ do: 'answer', answer: 'x'.repeat(6 * MEBIBYTE) }));

      assert.equal(error.errorType, 'Function.ResponseSizeTooLarge');
      assert.equal(countOf(await invoke({ do: 'count' })).invocations, 2);
    });

    it('runs one request at a time, and further ones in further processes', async (t) => {
      const { invoke, lambda } = start(t);
      await Promise.all([lambda.warm(), lambda.warm()]);

      const outcomes = await Promise.all([1, 2].map(() => invoke({ do: 'wait', waitMs: 200 })));

      const counts = outcomes.map((outcome) => countOf(outcome));
      assert.equal(new Set(counts.map(({ pid }) => pid)).size, 2);
      assert.deepEqual(
        counts.map(({ mostRunning }) => mostRunning),
        [1, 1],
      );
    });

    it('runs several requests at a time when it may', async (t) => {
      const { invoke, lambda } = start(t, { concurrency: 3 });
      await lambda.warm();

      const outcomes = await Promise.all([1, 2, 3].map(() => invoke({ do: 'wait', waitMs: 200 })));

      const counts = outcomes.map((outcome) => countOf(outcome));
      assert.equal(new Set(counts.map(({ pid }) => pid)).size, 1);
      assert.deepEqual(
        counts.map(({ mostRunning }) => mostRunning),
        [3, 3, 3],
      );
    });

    it('has the heap that its memory allows, or that it wants itself', async (t) => {
      const environment = { NODE_OPTIONS: '--max-old-space-size=64' };
      const byMemory = start(t);
      const byItself = start(t, { functions: [{ ...obedient, environment }] });

      const allowed = Number(payloadOf(await byMemory.invoke({ do: 'heap-limit' })));
      const wanted = Number(payloadOf(await byItself.invoke({ do: 'heap-limit' })));

      assert.equal((allowed - wanted) / MEBIBYTE, 128 - 64);
    });

    it('is frozen between requests when asked', async (t) => {
      const { invoke } = start(t, { freeze: true });

      const { pid } = countOf(await invoke({ do: 'count' }));

      await until(() => stateOf(pid) === 'T');
      assert.equal(countOf(await invoke({ do: 'count' })).invocations, 2);
    });

    it('is ended while it is frozen', async (t) => {
      const { invoke, lambda } = start(t, { freeze: true });
      const { pid } = countOf(await invoke({ do: 'count' }));

      await lambda.stop();

      assert.equal(stateOf(pid), undefined);
    });

    const broken: [name: string, handler: string, errorType: string, message: RegExp][] = [
      [
        'has no file',
        'functions/missing.handler',
        'Runtime.ImportModuleError',
        /Cannot find module 'functions\/missing'/,
      ],
      [
        'does not export its handler',
        'functions/obedient.missing',
        'Runtime.HandlerNotFound',
        /obedient\.missing is undefined or not exported/,
      ],
    ];
    for (const [name, handler, errorType, message] of broken) {
      it(`that ${name} fails its request as Lambda does`, async (t) => {
        const { invoke, lambda } = start(t, { handler });

        const error = errorOf(await invoke({}));

        assert.equal(error.errorType, errorType);
        assert.match(error.errorMessage, message);
        await assert.rejects(lambda.warm(), { name: 'InitError' });
      });
    }
  });
}

describe('a function behind the Runtime API', () => {
  it('that leaves a promise unsettled fails its request, and is started again', async (t) => {
    const { invoke } = lambdaOf(t, { isolation: 'package' });

    const { errorType } = errorOf(await invoke({ do: 'hang' }));

    assert.equal(errorType, 'Runtime.NodeJsExit');
    assert.equal(countOf(await invoke({ do: 'count' })).invocations, 1);
  });

  it('knows the trace of its request', async (t) => {
    const { invoke } = lambdaOf(t, { isolation: 'package' });

    const { environment } = echoOf(await invoke({}));

    assert.match(
      String(environment['_X_AMZN_TRACE_ID']),
      /^Root=1-[0-9a-f]{8}-[0-9a-f]{24};Parent=[0-9a-f]{16};Sampled=0$/,
    );
  });
});

describe('a function whose sources change', () => {
  it('is loaded again', async (t) => {
    const taskRoot = temporaryFolder();
    await cp(SERVICE, taskRoot, { recursive: true });
    const functions = join(taskRoot, 'functions');
    const { invoke } = lambdaOf(t, { taskRoot, reloadOn: [functions] });
    assert.equal(payloadOf(await invoke({ do: 'answer', answer: 1 })), 1);

    await writeFile(join(functions, 'obedient.ts'), 'export const handler = async () => 2;');

    await until(async () => payloadOf(await invoke({ do: 'answer', answer: 1 })) === 2);
  });
});

describe('a function in the process of the gateway', () => {
  it('runs any number of requests at a time', async (t) => {
    const { invoke } = lambdaOf(t, { isolation: 'none' });

    const outcomes = await Promise.all([1, 2, 3].map(() => invoke({ do: 'wait', waitMs: 50 })));

    for (const outcome of outcomes) {
      const { pid, mostRunning } = countOf(outcome);
      assert.deepEqual([pid, mostRunning], [process.pid, 3]);
    }
  });

  it('has its variables', async (t) => {
    const { invoke } = lambdaOf(t, { isolation: 'none' });

    const { environment } = echoOf(await invoke({}));

    assert.equal(environment['GREETING'], 'hello');
  });

  it('tells what it threw', async (t) => {
    const { invoke, lines } = lambdaOf(t, { isolation: 'none' });

    assert.equal(errorOf(await invoke({ do: 'throw' })).errorType, 'RangeError');
    assert.match(lines[0]?.text ?? '', /"errorType":"RangeError"/);
  });

  it('is answered for when it takes too long', async (t) => {
    const { invoke } = lambdaOf(t, { isolation: 'none', timeoutSeconds: 1 });

    assert.match(
      errorOf(await invoke({ do: 'hang' })).errorMessage,
      /Task timed out after 1\.00 seconds$/,
    );
  });

  it('must not want what another function does not', () => {
    const other = { ...obedient, name: 'other', environment: { GREETING: 'goodbye' } };
    const options = {
      taskRoot: SERVICE,
      isolation: 'none',
      reloadOn: [],
    } as unknown as LambdaOptions;

    assert.throws(() => startLambda({ ...options, functions: [obedient, other] }), {
      name: 'StartFailure',
      message: /^GREETING differs between obedient and other/,
    });
  });
});
