import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { fillIdentityTemplate, isIdentityTemplate } from '../../../lib/domain/identity-template.ts';

const SUBJECT = 'CN=device-1,OU=inner,OU=outer,O=Suite\\, Inc.';

describe('a template of identifiers', () => {
  const filled: readonly (readonly [string, string])[] = [
    ['{{subject-cn}}', 'device-1'],
    ['a-{{subject-cn}}-{{subject-o}}', 'a-device-1-Suite, Inc.'],
    ['{{subject-ou}}', 'outer'],
    ['{{subject-dn}}', SUBJECT],
  ];
  for (const [template, identifier] of filled) {
    test(`is filled from the subject: ${template}`, () => {
      assert.equal(isIdentityTemplate(template), true);
      assert.equal(fillIdentityTemplate(template, SUBJECT), identifier);
    });
  }

  for (const template of [
    '',
    'none',
    '{{unknown}}',
    '{{subject-cn}}{{device-id}}',
    '{subject-cn}',
  ]) {
    test(`needs placeholders that are known: ${JSON.stringify(template)}`, () => {
      assert.equal(isIdentityTemplate(template), false);
    });
  }

  test('makes nothing of a subject that lacks an attribute', () => {
    assert.equal(fillIdentityTemplate('{{subject-cn}}', 'O=Suite'), undefined);
    assert.equal(fillIdentityTemplate('{{subject-cn}}', 'CN=,O=Suite'), undefined);
  });
});
