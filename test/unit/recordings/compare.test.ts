import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { differences } from '../../support/recordings/compare.ts';

describe('comparing with a recording', () => {
  const equal: readonly (readonly [unknown, unknown])[] = [
    [
      { a: 1, b: [true, null] },
      { b: [true, null], a: 1 },
    ],
    ['*uuid*', '2f1b0a8e-6a51-4d4f-9d0a-0c2f6b1f7a11'],
    ['/v1/tenants/*uuid*', '/v1/tenants/2f1b0a8e-6a51-4d4f-9d0a-0c2f6b1f7a11'],
    ['*timestamp*', '2026-11-21T12:00:00Z'],
    [{ a: '*any*' }, { a: null }],
  ];
  for (const [wanted, value] of equal) {
    test(`finds no difference: ${JSON.stringify([wanted, value])}`, () => {
      assert.deepEqual(differences(wanted, value), []);
    });
  }

  const different: readonly (readonly [unknown, unknown])[] = [
    [{ a: 1 }, { a: 2 }],
    [{ a: 1 }, { a: 1, b: 2 }],
    [{ a: 1, b: 2 }, { a: 1 }],
    [{ a: '*any*' }, {}],
    [
      [1, 2],
      [2, 1],
    ],
    [[1], [1, 2]],
    [{}, []],
    [1, '1'],
    ['*uuid*', 'no uuid'],
    ['*timestamp*', 'yesterday'],
    ['*string*', ''],
    ['*int*', 1.5],
  ];
  for (const [wanted, value] of different) {
    test(`finds the difference: ${JSON.stringify([wanted, value])}`, () => {
      assert.notDeepEqual(differences(wanted, value), []);
    });
  }

  test('leaves out the order of an array only where it is said', () => {
    const [wanted, value] = [{ a: [{ n: 1 }, { n: 2 }] }, { a: [{ n: 2 }, { n: 1 }] }];

    assert.deepEqual(differences(wanted, value, ['/a']), []);
    assert.equal(differences(wanted, value, ['/b']).length, 2);
    assert.equal(differences(wanted, { a: [{ n: 2 }, { n: 2 }] }, ['/a']).length, 1);
  });
});
