import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseTarget } from '../../../../local/gateway/target.ts';

describe('the target of a request', () => {
  const cases: [name: string, url: string, path: string, queryString: string][] = [
    ['stands as it is', '/event', '/event', ''],
    ['gives its query string undecoded', '/event?a=%20b&c', '/event', 'a=%20b&c'],
    ['loses the percent-encoding of its path', '/event/t%C3%A4/a%2Fb', '/event/tä/a/b', ''],
    ['is cut at a question mark that decoding brings out', '/event/a%3Fb/c?x=1', '/event/a', 'x=1'],
    ['keeps a plus sign', '/event/a+b', '/event/a+b', ''],
    ['keeps slashes that follow each other', '//sensor//', '//sensor//', ''],
    ['keeps question marks of the query string', '/event?a=?', '/event', 'a=?'],
    ['may name scheme and host', 'http://example.com/event?a', '/event', 'a'],
    ['may name scheme and host alone', 'http://example.com', '/', ''],
  ];
  for (const [name, url, path, queryString] of cases) {
    it(name, () => assert.deepEqual(parseTarget(url), { path, queryString }));
  }

  it('is none when its path cannot be decoded', () => {
    assert.equal(parseTarget('/event/%E0%A4%A'), undefined);
  });
});
