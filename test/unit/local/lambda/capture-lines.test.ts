import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { captureLines } from '../../../../local/lambda/capture-lines.ts';
import type { LogLine } from '../../../../local/lambda/environment.ts';

const INGEST = {
  name: 'ingest',
  deployedName: 'tidegate-dev-ingest',
  handler: 'functions/ingest.handler',
  timeoutSeconds: 5,
  memoryMb: 512,
  environment: {},
};

/** What comes out of the process, and what is taken from it. */
function captured(t: TestContext) {
  const lines: LogLine[] = [];
  const written: string[] = [];
  const write = t.mock.method(process.stdout, 'write', (chunk: unknown) => {
    written.push(String(chunk));
    return true;
  });
  const giveBack = captureLines([INGEST], (line) => lines.push(line));
  t.after(() => {
    giveBack();
    write.mock.restore();
  });
  return { lines, written, giveBack };
}

describe('the output of functions that share a process', () => {
  it('is taken line by line, with the function that a line names', (t) => {
    const { lines, written } = captured(t);
    const text = '{"level":"info","function":"tidegate-dev-ingest"}';

    process.stdout.write(`${text}\n`);

    assert.deepEqual(lines, [{ functionName: 'ingest', text }]);
    assert.deepEqual(written, []);
  });

  it('is of some function when a line names none that is known', (t) => {
    const { lines } = captured(t);

    process.stdout.write('{"_aws":{}}\n');
    process.stdout.write('{"function":"another"}\n');

    assert.deepEqual(
      lines.map(({ functionName }) => functionName),
      ['function', 'function'],
    );
  });

  it('leaves alone what is no line of JSON', (t) => {
    const { lines, written } = captured(t);

    for (const chunk of ['ready\n', '{"a":1}', '{ a }\n']) process.stdout.write(chunk);
    process.stdout.write(Buffer.from('{"a":1}\n'));

    assert.deepEqual(lines, []);
    assert.deepEqual(written, ['ready\n', '{"a":1}', '{ a }\n', '{"a":1}\n']);
  });

  it('is given back', (t) => {
    const { lines, written, giveBack } = captured(t);

    giveBack();
    process.stdout.write('{"a":1}\n');

    assert.deepEqual([lines, written], [[], ['{"a":1}\n']]);
  });
});
