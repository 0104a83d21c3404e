import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { announce } from '../../../local/announcement.ts';

const given = {
  url: 'http://127.0.0.1:8080',
  brokers: ['a:1', 'b:2'],
  dynamoDbEndpoint: 'http://127.0.0.1:8000',
  controlPlane: 'http://127.0.0.1:41001',
  admin: 'me:secret',
};

describe('the announcement', () => {
  it('ends with the line that says it is ready', () => {
    assert.equal(announce(given).at(-1), 'ready http://127.0.0.1:8080');
  });

  it('shows where Lambda’s own API is, for a poller beside this one', () => {
    assert.ok(announce(given).includes('lambda      http://127.0.0.1:41001'));
  });

  it('shows where the broker and the store are, for a second start beside this one', () => {
    const lines = announce(given);

    assert.ok(lines.includes('kafka       a:1,b:2'));
    assert.ok(lines.includes('dynamodb    http://127.0.0.1:8000'));
  });

  it('shows where the same is served over TLS, and what to trust', () => {
    const tls = { url: 'https://127.0.0.1:8443', trustedBy: '/data/tls/server.pem' };

    assert.ok(
      announce({ ...given, tls }).includes(
        '            https://127.0.0.1:8443, certificate in /data/tls/server.pem',
      ),
    );
  });

  it('keeps a password to itself that the operator has given', () => {
    assert.equal(announce(given).join('\n').includes('secret'), false);
  });

  it('shows a password that was made, and where it is kept', () => {
    assert.ok(
      announce({ ...given, adminKeptIn: 'file' }).includes(
        'management  http://127.0.0.1:8080/v1, user me, password secret (kept in file)',
      ),
    );
  });

  it('shows how the demo device uploads', () => {
    const demo = { authId: 'sensor', tenant: 'demo', password: 'pw' };

    assert.ok(
      announce({ ...given, demo }).some((line) => {
        return (
          line.trim() ===
          `curl -i -u 'sensor@demo:pw' -H 'content-type: application/json' --data '{"temperature": 21}' http://127.0.0.1:8080/event`
        );
      }),
    );
  });
});
