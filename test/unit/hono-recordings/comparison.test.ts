import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { toComparable, toComparableRecord } from '../../support/hono-recordings/comparison.ts';
import { parseAnswer } from '../../support/hono-recordings/http-answer.ts';

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const sending = { sentAtMs: 1_795_301_842_000, traceId: TRACE };

function answer(...lines: readonly string[]) {
  return toComparable(parseAnswer(Buffer.from(lines.join('\r\n')), true));
}

function record(...headers: readonly (readonly [string, string])[]) {
  const encoded = headers.map(([name, value]) => [name, Buffer.from(value)] as const);
  const compared = { topic: 'hono.event.lab', key: Buffer.from('dev1'), value: null };
  return toComparableRecord({ ...compared, headers: encoded }, sending);
}

describe('two answers', () => {
  const unauthorized = 'HTTP/1.1 401 Unauthorized';

  test('are equal when one joins the challenges that the other sends apart', () => {
    assert.deepEqual(
      answer(unauthorized, 'WWW-Authenticate: Bearer realm="Hono", Basic realm="Hono"', '', ''),
      answer(
        unauthorized,
        'www-authenticate: Basic realm="Hono"',
        'www-authenticate: Bearer realm="Hono"',
        '',
        '',
      ),
    );
  });

  test('differ when one lacks a challenge', () => {
    assert.notDeepEqual(
      answer(unauthorized, 'www-authenticate: Basic realm="Hono"', '', ''),
      answer(unauthorized, '', ''),
    );
  });

  test('are equal whatever the case and the spaces of the content type', () => {
    assert.deepEqual(
      answer('HTTP/1.1 400 Bad Request', 'content-type: application/json; charset=utf-8', '', '{}'),
      answer('HTTP/1.1 400 Bad Request', 'Content-Type: application/json;charset=UTF-8', '', '{}'),
    );
  });

  test('differ in the time after which to come again', () => {
    assert.notDeepEqual(
      answer('HTTP/1.1 503 Service Unavailable', 'retry-after: 2', '', ''),
      answer('HTTP/1.1 503 Service Unavailable', '', ''),
    );
  });

  test('of which the first is an interim one are judged by the final one', () => {
    assert.deepEqual(
      answer('HTTP/1.1 100 Continue', '', 'HTTP/1.1 413 Too Large', '', ''),
      answer('HTTP/1.1 413 Too Large', '', ''),
    );
  });
});

describe('two records', () => {
  test('are equal when one holds the address decoded', () => {
    assert.deepEqual(
      record(['orig_address', '/event/lab/dev%2Dvia']),
      record(['orig_address', '/event/lab/dev-via']),
    );
  });

  test('differ when one holds a header twice', () => {
    assert.notDeepEqual(record(['qos', '1']), record(['qos', '1'], ['qos', '1']));
  });

  test('are equal in any creation time within 5 s of their requests, and in no other', () => {
    const close = record(['creation-time', '1795301842281']);
    assert.deepEqual(close, record(['creation-time', '1795301846999']));
    assert.notDeepEqual(close, record(['creation-time', '1795301847001']));
    assert.notDeepEqual(close, record(['creation-time', '1795301842']));
  });

  test('are equal in any span of the request’s trace, and in no other trace', () => {
    const ofTrace = record(['traceparent', `00-${TRACE}-b7ad6b7169203331-01`]);
    assert.deepEqual(ofTrace, record(['traceparent', `00-${TRACE}-f3ff75c8b996d1b3-00`]));
    assert.notDeepEqual(
      ofTrace,
      record(['traceparent', '00-f2e130cf731e0087efd66182d0eba31b-48397e54c4feb83f-00']),
    );
  });

  test('are equal whatever their baggage', () => {
    assert.deepEqual(record(['tracestate', 'a=1'], ['baggage', 'b=2']), record());
  });
});
