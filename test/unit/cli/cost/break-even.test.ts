import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { breakEven } from '../../../../cli/cost/break-even.ts';
import { comparisons } from '../../../../cli/cost/comparisons.ts';
import { estimate } from '../../../../cli/cost/estimate.ts';
import { prices, workload } from '../../../support/workloads.ts';

const range = { from: 1, to: 1e9 };

describe('a break-even point', () => {
  test('is where a flat price gets ahead of one for each', () => {
    assert.equal(
      breakEven(
        (count) => count,
        () => 73,
        range,
      ),
      74,
    );
  });

  test('is not there when one is cheaper everywhere', () => {
    assert.equal(
      breakEven(
        (count) => count,
        (count) => count + 1,
        range,
      ),
      undefined,
    );
  });

  test('has the one choice right before it, and the other on it, whatever the slopes and steps', () => {
    const slopes = fc.record({ fixed: fc.nat(10_000), each: fc.nat(100), step: fc.nat(99) });

    fc.assert(
      fc.property(slopes, slopes, (one, other) => {
        const [first, second] = [one, other].map(
          ({ fixed, each, step }) =>
            (count: number) =>
              fixed + each * Math.ceil(count / (step + 1)),
        );
        assert.ok(first && second);
        const at = breakEven(first, second, range);
        if (at === undefined) return;
        assert.notEqual(first(at) <= second(at), first(at - 1) <= second(at - 1));
      }),
    );
  });
});

describe('the comparisons', () => {
  const onDemand = workload({ mappings: 'on-demand', tenants: 3 });

  test('name the number of events at which the curves of two platforms cross', () => {
    const found = comparisons(onDemand, prices).find(
      ({ counted, between }) => counted === 'events a month' && between[1] === 'poller',
    );

    assert.ok(found?.breakEven);
    assert.equal(found.cheaperAtFirst, 'functions');
    const cheaper = [found.breakEven - 1, found.breakEven].map((eventsPerMonth) => {
      const one = estimate('functions', { ...onDemand, eventsPerMonth }, prices);
      const other = estimate('poller', { ...onDemand, eventsPerMonth }, prices);
      return one.total <= other.total ? one.platform : other.platform;
    });
    assert.deepEqual(cheaper, ['functions', 'poller']);
  });

  test('say which is cheaper at any number when the curves do not cross', () => {
    const found = comparisons(workload(), prices).find(({ counted }) => counted === 'tenants');

    assert.deepEqual(found, {
      counted: 'tenants',
      between: ['functions', 'poller'],
      cheaperAtFirst: 'poller',
      breakEven: undefined,
    });
  });
});
