import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { type Environment, InitError } from '../../../../local/lambda/environment.ts';
import type { Outcome } from '../../../../local/lambda/outcome.ts';
import { createPool } from '../../../../local/lambda/pool.ts';

/** Environments whose requests end when the test says so. */
function fakeEnvironments() {
  const started: FakeEnvironment[] = [];
  return {
    started,
    start: async () => {
      const environment = fakeEnvironment(started.length);
      started.push(environment);
      return environment;
    },
  };
}

type FakeEnvironment = Environment & {
  readonly requests: { readonly event: unknown; readonly finish: () => void }[];
  isStopped: boolean;
  /** Ends it as a crash would; its requests are told. */
  readonly crash: () => void;
};

function fakeEnvironment(number: number): FakeEnvironment {
  const { promise: ended, resolve } = Promise.withResolvers<void>();
  const environment: FakeEnvironment = {
    ended,
    requests: [],
    isStopped: false,
    usable: () => !environment.isStopped,
    invoke: (event) =>
      new Promise<Outcome>((settle) => {
        const finish = () => settle({ kind: 'returned', payload: { number, event } });
        environment.requests.push({ event, finish });
      }),
    stop: async () => {
      environment.isStopped = true;
      resolve();
    },
    crash: () => {
      environment.isStopped = true;
      resolve();
    },
  };
  return environment;
}

function poolOf(limits: { maxEnvironments?: number; concurrency?: number } = {}) {
  const environments = fakeEnvironments();
  const pool = createPool({
    start: environments.start,
    maxEnvironments: 4,
    concurrency: 1,
    report: () => {},
    ...limits,
  });
  return { pool, environments: environments.started };
}

function finishRequest(environment: FakeEnvironment | undefined, request = 0): void {
  environment?.requests[request]?.finish();
}

describe('the environments of a function', () => {
  it('are started by requests, one for each that finds none free', async () => {
    const { pool, environments } = poolOf();

    void pool.invoke('a');
    void pool.invoke('b');
    await turn();

    assert.deepEqual(
      environments.map(({ requests }) => requests.map(({ event }) => event)),
      [['a'], ['b']],
    );
  });

  it('are used again', async () => {
    const { pool, environments } = poolOf();
    const first = pool.invoke('a');
    await turn();
    finishRequest(environments[0]);
    await first;

    void pool.invoke('b');
    await turn();

    assert.equal(environments.length, 1);
    assert.equal(environments[0]?.requests.length, 2);
  });

  it('are ready before the first request when they were warmed', async () => {
    const { pool, environments } = poolOf();

    await pool.warm();

    assert.equal(environments.length, 1);
  });

  it('have a bound, past which requests wait their turn', async () => {
    const { pool, environments } = poolOf({ maxEnvironments: 1 });
    const first = pool.invoke('a');
    const second = pool.invoke('b');
    const third = pool.invoke('c');
    await turn();
    assert.equal(environments[0]?.requests.length, 1);

    finishRequest(environments[0], 0);
    await first;
    await turn();
    finishRequest(environments[0], 1);
    await second;
    await turn();
    finishRequest(environments[0], 2);

    assert.deepEqual(await third, { kind: 'returned', payload: { number: 0, event: 'c' } });
    assert.equal(environments.length, 1);
  });

  it('take several requests at a time when they may', async () => {
    const { pool, environments } = poolOf({ concurrency: 2 });
    await pool.warm();

    for (const event of ['a', 'b', 'c']) void pool.invoke(event);
    await turn();

    assert.deepEqual(
      environments.map(({ requests }) => requests.length),
      [2, 1],
    );
  });

  it('are replaced when they end', async () => {
    const { pool, environments } = poolOf();
    await pool.warm();
    environments[0]?.crash();

    void pool.invoke('a');
    await turn();

    assert.equal(environments.length, 2);
    assert.equal(environments[1]?.requests.length, 1);
  });

  it('finish what they are doing when all are replaced', async () => {
    const { pool, environments } = poolOf();
    const outcome = pool.invoke('a');
    await turn();

    pool.replace();
    await turn();
    assert.equal(environments[0]?.isStopped, false);
    finishRequest(environments[0]);

    assert.deepEqual(await outcome, { kind: 'returned', payload: { number: 0, event: 'a' } });
    assert.equal(environments[0]?.isStopped, true);
    void pool.invoke('b');
    await turn();
    assert.equal(environments[1]?.requests[0]?.event, 'b');
  });

  it('are not taken from a start that began before all were replaced', async () => {
    const { pool, environments } = poolOf();
    const warming = pool.warm();

    pool.replace();
    await warming;
    await turn();

    assert.deepEqual(
      environments.map(({ isStopped }) => isStopped),
      [true, false],
    );
  });

  it('all end, and what waits is throttled', async () => {
    const { pool, environments } = poolOf({ maxEnvironments: 1 });
    void pool.invoke('a');
    const waiting = pool.invoke('b');
    await turn();

    await pool.stop();

    assert.deepEqual(await waiting, { kind: 'throttled' });
    assert.deepEqual(await pool.invoke('c'), { kind: 'throttled' });
    assert.equal(environments[0]?.isStopped, true);
  });
});

describe('a function that cannot be loaded', () => {
  it('fails the request that waited for it, and is tried again by the next', async () => {
    let starts = 0;
    const payload = { errorType: 'Runtime.ImportModuleError', errorMessage: 'no' };
    const pool = createPool({
      start: () => {
        starts += 1;
        return Promise.reject(new InitError('f', { kind: 'failed', payload }));
      },
      maxEnvironments: 1,
      concurrency: 1,
      report: () => {},
    });

    assert.deepEqual(await pool.invoke('a'), { kind: 'failed', payload });
    assert.deepEqual(await pool.invoke('b'), { kind: 'failed', payload });
    assert.equal(starts, 2);
  });
});

describe('a request that finds no environment free', () => {
  it('is throttled when it has waited too long', async (t) => {
    t.mock.timers.enable({ apis: ['setTimeout'] });
    const { pool } = poolOf({ maxEnvironments: 1 });
    void pool.invoke('a');
    const waiting = pool.invoke('b');

    t.mock.timers.tick(10_000);

    assert.deepEqual(await waiting, { kind: 'throttled' });
  });

  it('is not throttled any more once it runs', async (t) => {
    t.mock.timers.enable({ apis: ['setTimeout'] });
    const { pool, environments } = poolOf({ maxEnvironments: 1 });
    const outcome = pool.invoke('a');
    await turn();

    t.mock.timers.tick(20_000);
    finishRequest(environments[0]);

    assert.deepEqual(await outcome, { kind: 'returned', payload: { number: 0, event: 'a' } });
  });
});
