import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { normaliseDistinguishedName } from '../../../lib/domain/distinguished-name.ts';

describe('a distinguished name', () => {
  /** What `X500Principal.getName(RFC2253)` of Java 17 makes of the same texts. */
  const normal: readonly (readonly [string, string])[] = [
    ['cn=a', 'CN=a'],
    [' CN = a , O = b ', 'CN=a,O=b'],
    ['CN=a;O=b', 'CN=a,O=b'],
    ['CN= a  b ', 'CN=a  b'],
    ['OU=b+CN=a', 'OU=b+CN=a'],
    ['CN="Suite, Inc."', 'CN=Suite\\, Inc.'],
    ['CN="a\\"b"', 'CN=a\\"b'],
    ['CN=a\\2Cb', 'CN=a\\,b'],
    ['CN=a\\\\b', 'CN=a\\\\b'],
    ['CN=a=b', 'CN=a\\=b'],
    ['CN=a#b', 'CN=a\\#b'],
    ['CN=\\ a', 'CN=\\ a'],
    ['CN=a\\ ', 'CN=a\\ '],
    ['CN=', 'CN='],
    ['CN=ä€', 'CN=ä€'],
    ['CN=\\C3\\A4', 'CN=ä'],
    ['2.5.4.3=abc', 'CN=abc'],
    ['ST=x,S=y,STREET=s,L=l,UID=u,DC=de', 'ST=x,ST=y,STREET=s,L=l,UID=u,DC=de'],
    ['emailAddress=x@y.z,CN=a', '1.2.840.113549.1.9.1=#16057840792e7a,CN=a'],
    ['OID.2.5.4.5=12', '2.5.4.5=#13023132'],
    ['1.2.3.4=ä', '1.2.3.4=#0c02c3a4'],
  ];
  for (const [text, expected] of normal) {
    test(`in normal form: ${text}`, () => {
      assert.equal(normaliseDistinguishedName(text), expected);
    });
  }

  for (const text of ['', 'CN', 'foo=bar', 'CN=a,', 'CN=a,,O=b', 'CN=a<b', 'CN=a"b', 'device-1']) {
    test(`is none: ${JSON.stringify(text)}`, () => {
      assert.equal(normaliseDistinguishedName(text), undefined);
    });
  }
});
