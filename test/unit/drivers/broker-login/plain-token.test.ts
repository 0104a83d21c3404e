import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { generateAuthTokenFromCredentialsProvider } from 'aws-msk-iam-sasl-signer-js';
import { plainToken } from '../../../../lib/drivers/broker-login/plain-token.ts';

const NOW_MS = Date.UTC(2026, 10, 22, 7, 10, 39, 500);
const KEYS = { keyId: 'AKIDEXAMPLE', secretKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY' };

/** Every part of the address but who made it. */
function partsOf(token: string): readonly unknown[] {
  const { origin, pathname, searchParams } = new URL(String(Buffer.from(token, 'base64url')));
  searchParams.delete('User-Agent');
  searchParams.sort();
  return [origin, pathname, [...searchParams]];
}

describe('a token for MSK', () => {
  for (const sessionToken of [undefined, "token/with+signs=(and)'more'*!"]) {
    it(`is that of AWS's library, ${sessionToken === undefined ? 'without' : 'with'} a session`, async (t) => {
      t.mock.timers.enable({ apis: ['Date'], now: NOW_MS });

      const ours = plainToken('eu-west-1', { ...KEYS, sessionToken }, NOW_MS);
      const theirs = await generateAuthTokenFromCredentialsProvider({
        region: 'eu-west-1',
        awsCredentialsProvider: async () => ({
          accessKeyId: KEYS.keyId,
          secretAccessKey: KEYS.secretKey,
          ...(sessionToken !== undefined && { sessionToken }),
        }),
      });

      assert.deepEqual(partsOf(ours.token), partsOf(theirs.token));
      assert.equal(ours.expiresAtMs, theirs.expiryTime);
      assert.doesNotMatch(ours.token, /=/);
    });
  }
});
