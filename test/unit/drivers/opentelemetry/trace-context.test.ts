import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { continueTrace } from '../../../../lib/drivers/opentelemetry/trace-context.ts';

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const SPAN = 'b7ad6b7169203331';

describe('the trace of a request', () => {
  for (const flags of ['00', '01']) {
    test(`goes on with a span of our own and the flags ${flags}`, async () => {
      const headers = { traceparent: `00-${TRACE}-${SPAN}-${flags}`, tracestate: 'a=1,b=2' };

      const { traceparent, tracestate } = await continueTrace(headers);

      assert.match(traceparent, new RegExp(`^00-${TRACE}-[0-9a-f]{16}-${flags}$`));
      assert.doesNotMatch(traceparent, new RegExp(SPAN));
      assert.equal(tracestate, 'a=1,b=2');
    });
  }

  test('keeps of the flags only what is known', async () => {
    const { traceparent } = await continueTrace({ traceparent: `00-${TRACE}-${SPAN}-ff` });

    assert.match(traceparent, /-01$/);
  });

  test('takes what a later version of the standard has in front', async () => {
    const { traceparent } = await continueTrace({ traceparent: `cc-${TRACE}-${SPAN}-01-more` });

    assert.match(traceparent, new RegExp(`^00-${TRACE}-`));
  });

  for (const [what, traceparent] of Object.entries({
    nothing: '',
    words: 'words',
    'a version that is forbidden': `ff-${TRACE}-${SPAN}-01`,
    'a trace of zeros': `00-${'0'.repeat(32)}-${SPAN}-01`,
    'a span of zeros': `00-${TRACE}-${'0'.repeat(16)}-01`,
    'capital letters': `00-${TRACE.toUpperCase()}-${SPAN}-01`,
    'more than version 0 has': `00-${TRACE}-${SPAN}-01-more`,
    'two of them': `00-${TRACE}-${SPAN}-01,00-${TRACE}-${SPAN}-01`,
  })) {
    test(`begins anew, not sampled and without a state, after ${what}`, async () => {
      const trace = await continueTrace({ traceparent, tracestate: 'a=1' });

      assert.deepEqual(Object.keys(trace), ['traceparent']);
      assert.match(trace.traceparent, /^00-[0-9a-f]{32}-[0-9a-f]{16}-00$/);
      assert.doesNotMatch(trace.traceparent, new RegExp(TRACE));
    });
  }

  test('begins anew without a caller, and each time another', async () => {
    const traces = await Promise.all([continueTrace({}), continueTrace({ tracestate: 'a=1' })]);

    assert.notEqual(traces[0].traceparent, traces[1].traceparent);
    for (const trace of traces) assert.deepEqual(Object.keys(trace), ['traceparent']);
  });
});
