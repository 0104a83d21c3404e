import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { toSignedHeaders } from '../../../../lib/drivers/webhook/signature.ts';

/** The example of the Standard Webhooks libraries' own tests. */
const KEY = Buffer.from('MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', 'base64');
const SIGNED = {
  id: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
  timestamp: 1_614_265_330,
  body: '{"test": 2432232314}',
};
const SIGNATURE = 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=';

describe('the signature of a webhook', () => {
  it('is that of the Standard Webhooks specification', () => {
    assert.deepEqual(toSignedHeaders(SIGNED, [KEY]), {
      'webhook-id': SIGNED.id,
      'webhook-timestamp': '1614265330',
      'webhook-signature': SIGNATURE,
    });
  });

  it('is made with every key, so that receivers can change theirs one after the other', () => {
    const headers = toSignedHeaders(SIGNED, [Buffer.alloc(32, 1), KEY]);

    const signatures = headers['webhook-signature']?.split(' ');
    assert.equal(signatures?.length, 2);
    assert.equal(signatures[1], SIGNATURE);
  });

  for (const [what, changed] of [
    ['id', { ...SIGNED, id: 'other' }],
    ['time stamp', { ...SIGNED, timestamp: SIGNED.timestamp + 1 }],
    ['body', { ...SIGNED, body: '{}' }],
  ] as const) {
    it(`covers the ${what}`, () => {
      assert.notEqual(toSignedHeaders(changed, [KEY])['webhook-signature'], SIGNATURE);
    });
  }
});
