import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { InvalidSetting, parseMappingSettings } from '../../../event-source-mapping/index.ts';
import { toRecordFilter } from '../../../event-source-mapping/filter/criteria.ts';
import { TOPIC, sourceRecord } from './builders.ts';
import { startDispatcher } from './dispatcher-setup.ts';

/** Rows of AWS's table of operators: a pattern, a message that it lets pass, and one that it does not. */
const operators: Readonly<
  Record<string, { readonly pattern: object; readonly lets: unknown; readonly stops: unknown }>
> = {
  null: { pattern: { user: [null] }, lets: { user: null }, stops: { user: 'a' } },
  'an empty text': { pattern: { name: [''] }, lets: { name: '' }, stops: { name: 'a' } },
  'an equal text': { pattern: { name: ['Alice'] }, lets: { name: 'Alice' }, stops: { name: 'al' } },
  'an equal number': { pattern: { n: [5] }, lets: { n: 5 }, stops: { n: '5' } },
  'an equal truth value': { pattern: { on: [true] }, lets: { on: true }, stops: { on: false } },
  'equality that ignores case': {
    pattern: { name: [{ 'equals-ignore-case': 'ALICE' }] },
    lets: { name: 'alice' },
    stops: { name: 'bob' },
  },
  'one of several values': {
    pattern: { pay: ['Credit', 'Debit'] },
    lets: { pay: 'Debit' },
    stops: { pay: 'Cash' },
  },
  'two fields at once': {
    pattern: { place: ['NY'], day: ['Monday'] },
    lets: { place: 'NY', day: 'Monday' },
    stops: { place: 'NY', day: 'Sunday' },
  },
  'one of two fields': {
    pattern: { $or: [{ place: ['NY'] }, { day: ['Monday'] }] },
    lets: { place: 'LA', day: 'Monday' },
    stops: { place: 'LA', day: 'Sunday' },
  },
  'anything but a text': {
    pattern: { sky: [{ 'anything-but': ['raining'] }] },
    lets: { sky: 'clear' },
    stops: { sky: 'raining' },
  },
  'anything but, for a field that is there': {
    pattern: { sky: [{ 'anything-but': 'raining' }] },
    lets: { sky: 7 },
    stops: {},
  },
  'an equal number in figures': {
    pattern: { price: [{ numeric: ['=', 100] }] },
    lets: { price: 100 },
    stops: { price: 101 },
  },
  'a range of numbers': {
    pattern: { price: [{ numeric: ['>', 10, '<=', 20] }] },
    lets: { price: 20 },
    stops: { price: 10 },
  },
  'a number, not its text': {
    pattern: { price: [{ numeric: ['<', 10] }] },
    lets: { price: 9.5 },
    stops: { price: '9' },
  },
  'a field that exists': {
    pattern: { name: [{ exists: true }] },
    lets: { name: null },
    stops: { other: 1 },
  },
  'a field that does not exist': {
    pattern: { name: [{ exists: false }] },
    lets: { other: 1 },
    stops: { name: 'a' },
  },
  'existence of values alone, not of objects': {
    pattern: { session: [{ exists: false }] },
    lets: { session: { id: 1 } },
    stops: { session: 1 },
  },
  'a beginning': {
    pattern: { region: [{ prefix: 'us-' }] },
    lets: { region: 'us-east-1' },
    stops: { region: 'eu-us-1' },
  },
  'an end': {
    pattern: { file: [{ suffix: '.png' }] },
    lets: { file: 'a.png' },
    stops: { file: 'a.png.txt' },
  },
  'a field within a field': {
    pattern: { session: { seconds: [{ numeric: ['>', 60] }] } },
    lets: { session: { seconds: 162 } },
    stops: { seconds: 162 },
  },
  'one of a list of values': {
    pattern: { tags: ['hot'] },
    lets: { tags: ['wet', 'hot'] },
    stops: { tags: ['wet'] },
  },
  'one of a list of objects': {
    pattern: { doors: { id: [2], open: [true] } },
    lets: { doors: [{ id: 1 }, { id: 2, open: true }] },
    stops: {
      doors: [
        { id: 1, open: true },
        { id: 2, open: false },
      ],
    },
  },
  'an own member, not an inherited one': {
    pattern: { constructor: [{ exists: false }] },
    lets: {},
    stops: { constructor: 'c' },
  },
};

describe('a filter on the value', () => {
  for (const [name, { pattern, lets, stops }] of Object.entries(operators)) {
    it(`knows ${name}`, () => {
      const passes = filterOf({ value: pattern });

      assert.deepEqual([passes(json(lets)), passes(json(stops))], [true, false]);
    });
  }

  it('is applied to plain strings by a list in the place of the value', () => {
    const passes = filterOf({ value: [{ 'anything-but': ['error'] }] });

    assert.deepEqual([passes('fine'), passes('error')], [true, false]);
  });

  it('takes numbers and quoted texts for plain strings', () => {
    const passes = filterOf({ value: ['42', '"quoted"'] });

    assert.deepEqual([passes('42'), passes('"quoted"'), passes('43')], [true, true, false]);
  });

  it('lets pass what has another format than the pattern, as there is nothing else to filter on', () => {
    const forJson = filterOf({ value: { a: [1] } });
    const forText = filterOf({ value: ['error'] });

    assert.deepEqual(
      [forJson('no json'), forJson('{"a":'), forText('{"a":2}')],
      [true, true, true],
    );
  });

  it('lets pass what is not UTF-8, and what has no value', () => {
    const passes = toRecordFilter({ Filters: [{ Pattern: '{"value":{"a":[1]}}' }] });

    assert.equal(passes(sourceRecord({ value: Buffer.from([0x7b, 0xff, 0x7d]) })), true);
    assert.equal(passes(sourceRecord({ value: null })), true);
  });

  it('passes what any of several filters lets', () => {
    const passes = filterOf({ value: { a: [1] } }, { value: { b: [2] } });

    assert.deepEqual(
      [{ a: 1 }, { b: 2 }, { a: 2, b: 1 }].map((message) => passes(json(message))),
      [true, true, false],
    );
  });
});

describe('records that are filtered out', () => {
  const FilterCriteria = { Filters: [{ Pattern: '{"value":["yes"]}' }] };

  it('are processed: not handed out, and committed over', () => {
    const mapping = startDispatcher({ FilterCriteria });
    mapping.assign();
    const records = ['no', 'yes', 'no'].map((text, offset) =>
      sourceRecord({ offset, value: Buffer.from(text) }),
    );

    mapping.dispatcher.receive({ topic: TOPIC, partition: 0 }, records, 3);

    assert.deepEqual(mapping.handedOut(), ['0:1']);
    assert.deepEqual(mapping.committable(), { 0: 1 });
  });

  it('move the commit on when none is left', async () => {
    const mapping = startDispatcher({ FilterCriteria });
    mapping.assign();

    mapping.dispatcher.receive(
      { topic: TOPIC, partition: 0 },
      [sourceRecord({ value: Buffer.from('no') })],
      1,
    );

    assert.deepEqual([mapping.handedOut(), mapping.committable()], [[], { 0: 1 }]);
    assert.deepEqual(mapping.observations, [
      { kind: 'polled', topic: TOPIC, partition: 0, records: 1, bytes: 8, filteredOut: 1 },
    ]);
    assert.equal(mapping.settlements(), 1);
  });
});

describe('filter criteria', () => {
  const refused: Readonly<Record<string, { readonly given: unknown; readonly message: RegExp }>> = {
    'that are no object': { given: [], message: /^FilterCriteria must be an object/ },
    'with eleven filters': {
      given: { Filters: Array.from({ length: 11 }, () => ({ Pattern: '{"value":["a"]}' })) },
      message: /^FilterCriteria.Filters may have 10 at most/,
    },
    'without a pattern': { given: { Filters: [{}] }, message: /\[0\].Pattern is required/ },
    'that are no JSON': patternRefused('{', /must be an object, as JSON/),
    'on the key': patternRefused('{"key":["a"]}', /must have the member value alone, not key/),
    'on nothing': patternRefused('{}', /must have the member value alone, not none/),
    'with a value that is no list': patternRefused(
      '{"value":{"a":1}}',
      /value.a must be a list or an object/,
    ),
    'with an empty list': patternRefused('{"value":{"a":[]}}', /value.a must not be empty/),
    'with an empty object': patternRefused('{"value":{}}', /value must not be empty/),
    'with an operator that Lambda does not have': patternRefused(
      '{"value":{"a":[{"wildcard":"*"}]}}',
      /value.a: \{"wildcard":"\*"\} is neither a value nor an object with one of prefix, suffix/,
    ),
    'with two operators in one': patternRefused(
      '{"value":{"a":[{"prefix":"a","suffix":"b"}]}}',
      /neither a value nor an object with one of/,
    ),
    'with a prefix that is no text': patternRefused(
      '{"value":{"a":[{"prefix":1}]}}',
      /value.a: prefix must be a text/,
    ),
    'with a comparison that does not exist': patternRefused(
      '{"value":{"a":[{"numeric":["!=",1]}]}}',
      /numeric must be a list of comparison and number in turn/,
    ),
    'with half a comparison': patternRefused(
      '{"value":{"a":[{"numeric":[">",1,"<"]}]}}',
      /numeric must be a list of comparison and number in turn/,
    ),
    'with an alternative that is no list': patternRefused(
      '{"value":{"$or":{"a":[1]}}}',
      /value.\$or must be a list of patterns/,
    ),
    'of more than 4,096 characters': patternRefused(
      JSON.stringify({ value: ['a'.repeat(4_096)] }),
      /may have 4096 characters at most/,
    ),
  };
  for (const [name, { given, message }] of Object.entries(refused)) {
    it(`are refused ${name}`, () => {
      const settings = { Topics: [TOPIC], StartingPosition: 'LATEST', ConsumerGroupId: 'g' };

      assert.throws(
        () => parseMappingSettings({ ...settings, FilterCriteria: given }),
        (thrown: unknown) => thrown instanceof InvalidSetting && message.test(thrown.message),
      );
    });
  }
});

function patternRefused(Pattern: string, message: RegExp) {
  return { given: { Filters: [{ Pattern }] }, message };
}

function filterOf(...patterns: readonly object[]): (text: string) => boolean {
  const filter = toRecordFilter({
    Filters: patterns.map((pattern) => ({ Pattern: JSON.stringify(pattern) })),
  });
  return (text) => filter(sourceRecord({ value: Buffer.from(text) }));
}

function json(message: unknown): string {
  return JSON.stringify(message);
}
