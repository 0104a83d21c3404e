import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { checkHistory } from '../../support/history/check-history.ts';
import type { Fact } from '../../support/history/facts.ts';
import { answered, attempted, deadLettered, sent, uploads } from './history-builder.ts';

function kindsOf(...facts: readonly Fact[]): string[] {
  return checkHistory(facts).violations.map(({ kind, event }) => `${kind}: ${event}`);
}

describe('a loss', () => {
  it('is an event answered 202 that nothing was heard of', () => {
    assert.deepEqual(kindsOf(...uploads(['e1', 202])), ['loss: e1']);
  });

  it('is an event answered 202 whose every attempt failed', () => {
    const failing = attempted({ outcome: 'failed' });

    const { violations } = checkHistory([...uploads(['e1', 202]), failing, failing]);

    assert.equal(violations[0]?.kind, 'loss');
    assert.match(
      violations[0]?.explanation ?? '',
      /line 1: .* line 2: answered 202.*line 3.*line 4/,
    );
  });

  it('is not an event that was processed after failures', () => {
    const failing = attempted({ outcome: 'failed' });

    assert.deepEqual(kindsOf(...uploads(['e1', 202]), failing, attempted()), []);
  });

  it('is not an event answered 503, nor an unanswered one, whether it appears or not', () => {
    const refused = uploads(['e1', 503]);
    const silent: Fact[] = [sent(), { kind: 'unanswered', id: 'e1', reason: 'time-out', at: 0 }];

    for (const history of [refused, silent]) {
      assert.deepEqual(kindsOf(...history), []);
      assert.deepEqual(kindsOf(...history, attempted()), []);
    }
  });
});

describe('a reordering', () => {
  const three = uploads(['e1', 202], ['e2', 503], ['e3', 202]);

  it('is an event first processed before an earlier event of its device', () => {
    const history = [...three, attempted({ id: 'e3' }), attempted({ id: 'e1' })];

    const { violations } = checkHistory(history);

    assert.deepEqual(violations, [
      {
        kind: 'reordering',
        event: 'e3',
        explanation:
          'line 5: sent after e1 was answered at line 2; first processed at line 7, before e1 at line 8',
      },
    ]);
  });

  it('is not a repetition of earlier events after later ones', () => {
    const run = [attempted({ id: 'e1' }), attempted({ id: 'e3' })];

    assert.deepEqual(kindsOf(...three, ...run, ...run), []);
  });

  it('is an event answered 503 that appears too late', () => {
    const run = ['e1', 'e3', 'e2'].map((id) => attempted({ id }));

    assert.deepEqual(kindsOf(...three, ...run), ['reordering: e3']);
  });

  it('is not an event answered 503 that appears in its place', () => {
    const run = ['e1', 'e2', 'e3'].map((id) => attempted({ id }));

    assert.deepEqual(kindsOf(...three, ...run), []);
  });

  it('is not an unanswered event that appears late, for its device did not wait', () => {
    const impatient = [sent({ id: 'e1' }), ...uploads(['e2', 202])];

    assert.deepEqual(kindsOf(...impatient, attempted({ id: 'e2' }), attempted({ id: 'e1' })), []);
  });

  it('is an unanswered event that appears before one answered earlier', () => {
    const impatient = [...uploads(['e1', 202]), sent({ id: 'e2' })];
    const run = [attempted({ id: 'e2' }), attempted({ id: 'e1' })];

    assert.deepEqual(kindsOf(...impatient, ...run), ['reordering: e2']);
  });

  it('concerns neither two devices, nor equal device ids of two tenants', () => {
    const others = [{ device: 'other' }, { tenant: 'other' }];

    for (const other of others) {
      const both = [...uploads(['e1', 202]), sent({ id: 'e2', ...other }), answered('e2', 202)];
      const run = [attempted({ id: 'e2', ...other }), attempted({ id: 'e1' })];

      assert.deepEqual(kindsOf(...both, ...run), []);
    }
  });

  it('is not a dead letter that is processed later, after a redrive', () => {
    const uploaded = [
      sent({ id: 'e1', poison: true }),
      answered('e1', 202),
      ...uploads(['e2', 202]),
    ];
    const run = [deadLettered({ id: 'e1' }), attempted({ id: 'e2' }), attempted({ id: 'e1' })];

    assert.deepEqual(kindsOf(...uploaded, ...run), []);
  });
});

describe('a phantom', () => {
  const uploaded = uploads(['e1', 202]);

  it('is an attempt at an event that nobody sent, even a failed one', () => {
    const stray = attempted({ id: 'e9', outcome: 'failed' });

    assert.deepEqual(kindsOf(...uploaded, attempted(), stray), ['phantom: e9']);
  });

  it('is a dead letter that nobody sent', () => {
    assert.deepEqual(kindsOf(deadLettered({ id: 'e9' })), ['phantom: e9']);
  });

  it('is an event consumed as one of another device or tenant', () => {
    for (const other of [{ device: 'other' }, { tenant: 'other' }]) {
      assert.deepEqual(kindsOf(...uploaded, attempted(), attempted(other)), ['phantom: e1']);
    }
  });

  it('is not an altered payload, which has a name of its own', () => {
    assert.deepEqual(kindsOf(...uploaded, attempted({ digest: 'd9' })), ['altered payload: e1']);
  });
});

describe('a poison', () => {
  const uploaded = [sent({ poison: true }), answered('e1', 202)];
  const failing = attempted({ outcome: 'failed' });

  it('belongs into the dead-letter topic', () => {
    assert.deepEqual(kindsOf(...uploaded, failing, deadLettered()), []);
    assert.deepEqual(kindsOf(...uploaded, failing), ['missing dead letter: e1']);
  });

  it('may be dead-lettered twice', () => {
    assert.deepEqual(kindsOf(...uploaded, deadLettered(), deadLettered()), []);
  });

  it('need not appear when its device was told 503', () => {
    assert.deepEqual(kindsOf(sent({ poison: true }), answered('e1', 503)), []);
  });
});

describe('a dead letter that is no poison', () => {
  const uploaded = uploads(['e1', 202]);
  const failing = attempted({ outcome: 'failed' });
  const rules: Fact = { kind: 'rules', maxAttempts: 2 };

  it('is unjustified, even when the event was processed as well', () => {
    const expected = ['unjustified dead letter: e1'];

    assert.deepEqual(kindsOf(...uploaded, failing, deadLettered()), expected);
    assert.deepEqual(kindsOf(...uploaded, attempted(), deadLettered()), expected);
  });

  it('is justified by as many failures as the rules allow', () => {
    assert.deepEqual(kindsOf(rules, ...uploaded, failing, failing, deadLettered()), []);
    assert.deepEqual(kindsOf(rules, ...uploaded, failing, deadLettered()), [
      'unjustified dead letter: e1',
    ]);
  });
});

describe('an event answered 4xx', () => {
  it('must not be consumed', () => {
    const expected = ['refused yet consumed: e1'];

    assert.deepEqual(kindsOf(...uploads(['e1', 400])), []);
    assert.deepEqual(kindsOf(...uploads(['e1', 400]), attempted()), expected);
    assert.deepEqual(kindsOf(...uploads(['e1', 404]), attempted({ outcome: 'failed' })), expected);
  });
});

describe('the counts of a verdict', () => {
  it('say what happened, duplicates included', () => {
    const uploaded = uploads(['e1', 202], ['e2', 503], ['e3', 400]);
    const silent = sent({ id: 'e4', sequence: 4 });
    const poison = [sent({ id: 'e5', sequence: 5, poison: true }), answered('e5', 202)];
    const run = [
      attempted({ outcome: 'failed' }),
      attempted(),
      attempted(),
      attempted({ id: 'e2' }),
      deadLettered({ id: 'e5' }),
    ];

    const verdict = checkHistory([...uploaded, silent, ...poison, ...run]);

    assert.ok(verdict.ok);
    assert.deepEqual(verdict.counts, {
      sent: 5,
      forwarded: 2,
      refused: 1,
      undeliverable: 1,
      unanswered: 1,
      processed: 2,
      processedUnconfirmed: 1,
      deadLettered: 1,
      duplicates: 1,
      failedAttempts: 1,
    });
  });
});

describe('a history that contradicts itself', () => {
  it('is no history', () => {
    assert.throws(() => checkHistory([sent(), sent()]), /line 2: event e1 was sent before/);
    assert.throws(() => checkHistory([answered('e1', 202)]), /line 1: an answer to e1, never sent/);
    assert.throws(
      () => checkHistory([sent(), answered('e1', 202), answered('e1', 503)]),
      /line 3: a second answer to e1/,
    );
  });
});
