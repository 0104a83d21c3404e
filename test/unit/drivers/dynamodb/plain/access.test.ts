import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { plainAccess } from '../../../../../lib/drivers/dynamodb/plain/access.ts';

const LAMBDA = {
  AWS_REGION: 'eu-west-1',
  AWS_ACCESS_KEY_ID: 'id',
  AWS_SECRET_ACCESS_KEY: 'secret',
  AWS_SESSION_TOKEN: 'token',
};

const endpointOf = (variables: object) => plainAccess({ ...LAMBDA, ...variables })?.endpoint.href;

describe('plain access to DynamoDB', () => {
  it('is what Lambda tells a function of its role and region', () => {
    assert.deepEqual(plainAccess(LAMBDA), {
      endpoint: new URL('https://dynamodb.eu-west-1.amazonaws.com'),
      region: 'eu-west-1',
      keyId: 'id',
      secretKey: 'secret',
      sessionToken: 'token',
    });
  });

  it('needs no session token', () => {
    assert.equal(plainAccess({ ...LAMBDA, AWS_SESSION_TOKEN: '' })?.sessionToken, undefined);
  });

  for (const name of ['AWS_REGION', 'AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY']) {
    it(`is left to the SDK without ${name}`, () => {
      assert.equal(plainAccess({ ...LAMBDA, [name]: undefined }), undefined);
    });
  }

  it('is left to the SDK with a profile, which goes before keys', () => {
    assert.equal(plainAccess({ ...LAMBDA, AWS_PROFILE: 'mine' }), undefined);
  });

  it('goes where it is told to', () => {
    const store = 'http://127.0.0.1:8000/';

    assert.equal(endpointOf({ AWS_ENDPOINT_URL_DYNAMODB: store }), store);
    assert.equal(endpointOf({ AWS_ENDPOINT_URL: store }), store);
    assert.equal(
      endpointOf({ AWS_ENDPOINT_URL_DYNAMODB: store, AWS_ENDPOINT_URL: 'http://other' }),
      store,
    );
  });

  for (const region of [
    'us-east-1',
    'ap-southeast-4',
    'mx-central-1',
    'ca-west-1',
    'il-central-1',
  ]) {
    it(`knows the address in ${region}`, () => {
      const endpoint = endpointOf({ AWS_REGION: region });

      assert.equal(endpoint, `https://dynamodb.${region}.amazonaws.com/`);
    });
  }

  for (const region of [
    'cn-north-1',
    'us-gov-west-1',
    'us-iso-east-1',
    'eusc-de-east-1',
    'eu-isoe-west-1',
  ]) {
    it(`leaves ${region}, whose addresses end otherwise, to the SDK`, () => {
      assert.equal(endpointOf({ AWS_REGION: region }), undefined);
    });
  }

  for (const name of ['AWS_USE_FIPS_ENDPOINT', 'AWS_USE_DUALSTACK_ENDPOINT']) {
    it(`leaves the choice of ${name} to the SDK`, () => {
      assert.equal(endpointOf({ [name]: 'true' }), undefined);
    });
  }
});
