import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Observation } from '../../../event-source-mapping/index.ts';
import { createConsole } from '../../../local/console.ts';

function consoleOf({ live = true } = {}) {
  const lines: string[] = [];
  const operator = createConsole((line) => lines.push(line.replace(/^\d\d:\d\d:\d\d /, '')));
  if (live) operator.announce([]);
  return { lines, ...operator };
}

function shown(text: string): string | undefined {
  const { lines, functionLine } = consoleOf();
  functionLine({ functionName: 'consumer', text });
  return lines[0];
}

describe('a line of a function', () => {
  it('is told in words when it is JSON', () => {
    const entry = {
      level: 'info',
      message: 'event consumed',
      device: 'd',
      offset: 3,
      window: { from: 1 },
    };

    assert.equal(
      shown(JSON.stringify(entry)),
      'consumer  event consumed device=d offset=3 window={"from":1}',
    );
  });

  it('says when something is wrong', () => {
    assert.equal(shown('{"level":"warn","message":"late"}'), 'consumer  WARN late');
  });

  it('leaves out what only machines read', () => {
    assert.equal(
      shown('{"level":"info","message":"m","timestamp":"t","requestId":"r"}'),
      'consumer  m',
    );
  });

  it('has a stack trace below it', () => {
    const entry = { level: 'error', message: 'm', trace: ['Error: m', '    at f'] };

    assert.equal(shown(JSON.stringify(entry)), 'consumer  ERROR m\n      at f');
  });

  for (const text of ['plain words', '{broken', '']) {
    it(`stays as it is when it is ${JSON.stringify(text)}`, () => {
      assert.equal(shown(text), `consumer  ${text}`);
    });
  }
});

describe('before the announcement', () => {
  it('a function is heard only when something is wrong', () => {
    const { lines, functionLine } = consoleOf({ live: false });

    functionLine({ functionName: 'f', text: '{"level":"info","message":"fine"}' });
    functionLine({ functionName: 'f', text: '{"level":"error","message":"wrong"}' });
    functionLine({ functionName: 'f', text: 'whatever' });

    assert.deepEqual(lines, ['f         ERROR wrong', 'f         whatever']);
  });
});

describe('an event source mapping', () => {
  const invoked = { kind: 'invoked', records: 5, failed: 2, attempts: 3, durationMs: 1 } as const;
  const cases: [name: string, observation: Observation, line: string | undefined][] = [
    ['is silent about what goes well', { ...invoked, outcome: 'success' }, undefined],
    [
      'tells how many records come again',
      { ...invoked, outcome: 'partial-failure' },
      'mapping   t: partial-failure, 2 of 5 records come again (attempt 3)',
    ],
    [
      'tells when the broker does not answer',
      { kind: 'kafka-trouble', doing: 'fetching', cause: new Error('secret') },
      'mapping   t: fetching failed, trying again',
    ],
    [
      'tells when it answers again',
      { kind: 'kafka-recovered' },
      'mapping   t: the broker answers again',
    ],
  ];
  for (const [name, observation, line] of cases) {
    it(name, () => {
      const { lines, observed } = consoleOf();

      observed('t', observation);

      assert.equal(lines[0], line);
    });
  }
});

describe('a line of metrics', () => {
  it('is not shown', () => {
    assert.equal(shown('{"_aws":{"Timestamp":1,"CloudWatchMetrics":[]}}'), undefined);
  });
});
