import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  parseAttributes,
  toKeyAttributes,
} from '../../../../../lib/drivers/dynamodb/plain/attribute-values.ts';

describe('the attributes of an item', () => {
  it('are read as the SDK reads them', () => {
    const attributes = {
      text: { S: '' },
      number: { N: '-1.5' },
      flag: { BOOL: false },
      list: { L: [{ S: 'a' }, { N: '1795301842281' }] },
    };

    assert.deepEqual(parseAttributes(attributes), {
      text: '',
      number: -1.5,
      flag: false,
      list: ['a', 1_795_301_842_281],
    });
  });

  for (const attribute of [{ SS: ['a'] }, { M: {} }, { B: 'AA==' }, { S: 1 }, {}, null, 'text']) {
    it(`are not read with ${JSON.stringify(attribute)}`, () => {
      assert.throws(() => parseAttributes({ attribute }), TypeError);
    });
  }

  for (const N of ['9007199254740993', '1e400', 'one']) {
    it(`are not read with the number ${N}`, () => {
      assert.throws(() => parseAttributes({ attribute: { N } }), TypeError);
    });
  }

  it('of a key are texts', () => {
    assert.deepEqual(toKeyAttributes({ pk: 'a', sk: 'b' }), { pk: { S: 'a' }, sk: { S: 'b' } });
  });
});
