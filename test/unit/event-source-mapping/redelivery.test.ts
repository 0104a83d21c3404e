import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { SourceRecord } from '../../../event-source-mapping/index.ts';
import { type Verdict, judge } from '../../../event-source-mapping/redelivery.ts';
import { itemFailure, recordsAt } from './builders.ts';

const REPORTING = { FunctionResponseTypes: ['ReportBatchItemFailures'] } as const;
const FUNCTION_ERROR = { kind: 'function-error', payload: { errorType: 'Error' } } as const;
const BATCH = { records: [...recordsAt([5, 6, 8]), ...recordsAt([1, 2], 1)], attempts: 1 };

describe('what comes again after an invocation', () => {
  it('is nothing when the function answers without failures', () => {
    const verdict = judge(BATCH, success(null), REPORTING, 'items');

    assert.deepEqual(offsetsOf(verdict), { settled: [5, 6, 8, 1, 2], again: [] });
  });

  it('is exactly what the function lists, read as items', () => {
    const verdict = judge(
      BATCH,
      success({ batchItemFailures: [itemFailure(6), itemFailure(2, 1)] }),
      REPORTING,
      'items',
    );

    assert.deepEqual(offsetsOf(verdict), { settled: [5, 8, 1], again: [[6, 2]] });
  });

  it('is everything of a partition from its lowest failure, read as a rewind', () => {
    const verdict = judge(
      BATCH,
      success({ batchItemFailures: [itemFailure(8), itemFailure(6)] }),
      REPORTING,
      'rewind',
    );

    assert.deepEqual(offsetsOf(verdict), { settled: [5, 1, 2], again: [[6, 8]] });
  });

  it('is nothing when the mapping does not take partial answers, whatever the function lists', () => {
    const verdict = judge(BATCH, success({ batchItemFailures: [itemFailure(6)] }), {}, 'items');

    assert.deepEqual(offsetsOf(verdict), { settled: [5, 6, 8, 1, 2], again: [] });
  });

  it('is the whole batch when the answer names a record that was not in the event', () => {
    const verdict = judge(
      BATCH,
      success({ batchItemFailures: [itemFailure(6), itemFailure(7)] }),
      REPORTING,
      'items',
    );

    assert.deepEqual(offsetsOf(verdict), { settled: [], again: [[5, 6, 8, 1, 2]] });
    assert.match(verdict.invalidResponse ?? '', /not in the event/);
  });

  it('is the whole batch when the function fails', () => {
    const verdict = judge(BATCH, FUNCTION_ERROR, REPORTING, 'items');

    assert.deepEqual(offsetsOf(verdict), { settled: [], again: [[5, 6, 8, 1, 2]] });
    assert.equal(verdict.again[0]?.attempts, 2);
  });

  it('is two halves when the function fails and the mapping bisects, and that is no attempt', () => {
    const verdict = judge(
      BATCH,
      FUNCTION_ERROR,
      { BisectBatchOnFunctionError: true, MaximumRetryAttempts: 0 },
      'items',
    );

    assert.deepEqual(offsetsOf(verdict), {
      settled: [],
      again: [
        [5, 6, 8],
        [1, 2],
      ],
    });
    assert.deepEqual(
      verdict.again.map(({ attempts }) => attempts),
      [1, 1],
    );
  });

  it('cannot be halved when it is a single record', () => {
    const single = { records: recordsAt([5]), attempts: 1 };

    const verdict = judge(single, FUNCTION_ERROR, { BisectBatchOnFunctionError: true }, 'items');

    assert.deepEqual(offsetsOf(verdict), { settled: [], again: [[5]] });
  });

  it('is nothing more once the retries are used up', () => {
    const rules = { ...REPORTING, MaximumRetryAttempts: 2 };
    const answer = success({ batchItemFailures: [itemFailure(6)] });

    const second = judge({ ...BATCH, attempts: 2 }, answer, rules, 'items');
    const third = judge({ ...BATCH, attempts: 3 }, answer, rules, 'items');

    assert.deepEqual(offsetsOf(second), { settled: [5, 8, 1, 2], again: [[6]] });
    assert.deepEqual(offsetsOf(third), { settled: [5, 8, 1, 2], again: [] });
    assert.deepEqual(
      third.exhausted.map(({ offset }) => offset),
      [6],
    );
  });

  it('has no end unless there is a failure destination, which makes it ten retries', () => {
    const DestinationConfig = { OnFailure: { Destination: 'arn:aws:sqs:x' } };

    const without = judge({ ...BATCH, attempts: 1_000_000 }, FUNCTION_ERROR, {}, 'items');
    const tenth = judge({ ...BATCH, attempts: 10 }, FUNCTION_ERROR, { DestinationConfig }, 'items');
    const eleventh = judge(
      { ...BATCH, attempts: 11 },
      FUNCTION_ERROR,
      { DestinationConfig },
      'items',
    );

    assert.deepEqual(
      [without.exhausted.length, tenth.exhausted.length, eleventh.exhausted.length],
      [0, 0, 5],
    );
  });

  for (const kind of ['throttled', 'invocation-failed'] as const) {
    it(`is the whole batch when it was ${kind}, and that is no attempt`, () => {
      const result = kind === 'throttled' ? { kind } : { kind, cause: new Error('unreachable') };

      const verdict = judge(BATCH, result, { MaximumRetryAttempts: 0 }, 'items');

      assert.deepEqual(verdict.again, [BATCH]);
    });
  }
});

function success(payload: unknown) {
  return { kind: 'success', payload } as const;
}

function offsetsOf({ settled, again }: Verdict<SourceRecord>) {
  return {
    settled: settled.map(({ offset }) => offset),
    again: again.map(({ records }) => records.map(({ offset }) => offset)),
  };
}
