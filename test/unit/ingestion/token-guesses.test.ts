import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { deviceToken, ecKeys, keySecret, publicKeys } from '../../support/device-tokens.ts';
import { basic } from '../../support/http-events.ts';
import { southbound } from '../../support/southbound.ts';

const OWN = ecKeys();
const STRANGER = ecKeys();

/** A tenant whose device has a key, and three guesses a minute for each auth-id. */
async function open() {
  const { upload } = await southbound({
    credentials: [publicKeys('sensor', [keySecret(OWN)])],
    limits: { guesses: { authId: { limit: 3, windowSeconds: 60 }, address: undefined } },
  });
  return async (token: string) =>
    (await upload({ headers: { authorization: `Bearer ${token}` } })).statusCode;
}

describe('wrong tokens', () => {
  test('are refused after so many', async () => {
    const statusOf = await open();
    const wrong = await deviceToken(STRANGER);
    for (let count = 0; count < 3; count += 1) assert.equal(await statusOf(wrong), 401);

    assert.equal(await statusOf(wrong), 429);
  });

  test('count for names that nobody has', async () => {
    const statusOf = await open();
    const invented = await deviceToken(STRANGER, { claims: { tid: 'nowhere', sub: 'nobody' } });
    for (let count = 0; count < 3; count += 1) assert.equal(await statusOf(invented), 401);

    assert.equal(await statusOf(invented), 429);
  });

  test('do not keep out a token that was right before, and do another', async () => {
    const statusOf = await open();
    const right = await deviceToken(OWN);
    await statusOf(right);
    const wrong = await deviceToken(STRANGER);
    for (let count = 0; count < 4; count += 1) await statusOf(wrong);

    assert.equal(await statusOf(right), 202);
    assert.equal(await statusOf(await deviceToken(OWN, { claims: { jti: 'new' } })), 429);
  });

  test('do not count when they are none', async () => {
    const statusOf = await open();

    for (let count = 0; count < 5; count += 1) assert.equal(await statusOf('a.b.c'), 401);
    assert.equal(await statusOf(await deviceToken(OWN)), 202);
  });

  test('count together with wrong passwords of the same auth-id', async () => {
    const { upload } = await southbound({
      credentials: [publicKeys('sensor', [keySecret(OWN)])],
      limits: { guesses: { authId: { limit: 3, windowSeconds: 60 }, address: undefined } },
    });
    const wrong = { headers: { authorization: basic('sensor', 'acme', 'guessed') } };
    for (let count = 0; count < 3; count += 1) await upload(wrong);
    const authorization = `Bearer ${await deviceToken(STRANGER)}`;

    assert.equal((await upload({ headers: { authorization } })).statusCode, 429);
  });
});
