import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { toResponse } from '../../../../local/gateway/response.ts';

const JSON_TYPE = ['content-type', 'application/json'];
const INTERNAL_SERVER_ERROR = {
  statusCode: 500,
  headers: JSON_TYPE,
  body: '{"message":"Internal Server Error"}',
};

function responseTo(payload: unknown) {
  const { statusCode, headers, body } = toResponse({ kind: 'returned', payload });
  return { statusCode, headers, body: body.toString() };
}

describe('what a function returned', () => {
  const cases: [
    name: string,
    payload: unknown,
    statusCode: number,
    headers: string[],
    body: string,
  ][] = [
    ['is an answer when it has a status code', { statusCode: 202 }, 202, [], ''],
    [
      'may have headers',
      { statusCode: 404, headers: { 'X-A': 'b', n: 1 }, body: '' },
      404,
      ['x-a', 'b', 'n', '1'],
      '',
    ],
    [
      'may have cookies',
      { statusCode: 200, cookies: ['a=1', 'b=2'] },
      200,
      ['set-cookie', 'a=1', 'set-cookie', 'b=2'],
      '',
    ],
    [
      'may have bytes',
      { statusCode: 200, headers: { 'content-type': 'a/b' }, body: 'aGk=', isBase64Encoded: true },
      200,
      ['content-type', 'a/b'],
      'hi',
    ],
    [
      'is plain text unless it says otherwise',
      { statusCode: 200, body: 'hi' },
      200,
      ['content-type', 'text/plain;charset=UTF-8'],
      'hi',
    ],
    [
      'does not frame itself',
      { statusCode: 200, headers: { 'Content-Length': '9', 'transfer-encoding': 'chunked' } },
      200,
      [],
      '',
    ],
    ['may have its status code as text', { statusCode: '201' }, 201, [], ''],
    ['is the body when it is text', 'hello', 200, JSON_TYPE, 'hello'],
    ['is the body when it has no status code', { hello: 1 }, 200, JSON_TYPE, '{"hello":1}'],
    ['is the body when it is a list', [1], 200, JSON_TYPE, '[1]'],
    ['is the body when it is nothing', null, 200, JSON_TYPE, 'null'],
  ];
  for (const [name, payload, statusCode, headers, body] of cases) {
    it(name, () => assert.deepEqual(responseTo(payload), { statusCode, headers, body }));
  }

  const malformed: [name: string, payload: unknown][] = [
    ['a status code that is none', { statusCode: 'ok' }],
    ['a status code out of range', { statusCode: 99 }],
    ['a body that is no text', { statusCode: 200, body: { a: 1 } }],
    ['headers that are no object', { statusCode: 200, headers: ['a'] }],
    ['a header of several values', { statusCode: 200, headers: { a: ['1', '2'] } }],
    ['cookies that are no list', { statusCode: 200, cookies: 'a=1' }],
  ];
  for (const [name, payload] of malformed) {
    it(`is answered 500 for ${name}`, () => {
      assert.deepEqual(responseTo(payload), INTERNAL_SERVER_ERROR);
    });
  }
});

describe('an invocation without a result', () => {
  it('is answered 500 when the function failed, and says nothing of why', () => {
    const payload = { errorType: 'Error', errorMessage: 'secret' };

    assert.deepEqual(toResponse({ kind: 'failed', payload }), INTERNAL_SERVER_ERROR);
  });

  it('is answered 503 when the function is throttled', () => {
    const { statusCode, body } = toResponse({ kind: 'throttled' });

    assert.equal(statusCode, 503);
    assert.equal(body, '{"message":"Service Unavailable"}');
  });
});
