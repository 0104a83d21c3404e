import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Fact, parseFacts, toLine } from '../../support/history/facts.ts';
import { answered, attempted, deadLettered, sent } from './history-builder.ts';

describe('a history on disk', () => {
  it('reads back as it was written', () => {
    const facts: Fact[] = [
      { kind: 'rules', maxAttempts: 5 },
      sent(),
      answered('e1', 202),
      { kind: 'unanswered', id: 'e2', reason: 'ECONNRESET', at: 0 },
      attempted(),
      deadLettered(),
    ];

    assert.deepEqual(parseFacts(facts.map(toLine).join('')), facts);
  });

  it('is empty when nothing was seen', () => {
    assert.deepEqual(parseFacts(''), []);
  });

  it('names the line that is torn, misspelt or empty', () => {
    const whole = toLine(sent());

    assert.throws(() => parseFacts(`${whole}{"kind":"se`), /line 2 is not a fact/);
    assert.throws(() => parseFacts(`${whole}{"kind":"guessed"}\n`), /line 2 is not a fact/);
    assert.throws(() => parseFacts(`\n${whole}`), /line 1 is not a fact/);
  });
});
