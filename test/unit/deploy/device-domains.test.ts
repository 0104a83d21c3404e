import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  deviceDomains,
  truststoreBucket,
  withoutDefaultEndpoint,
} from '../../../deploy/device-domains/device-domains.ts';
import { contextOf } from '../../support/deployed/variable-context.ts';

const SETTINGS = {
  'env:DEVICE_DOMAIN': 'devices.example.com',
  'env:DEVICE_CERTIFICATE_DOMAIN': 'certified.devices.example.com',
  'env:DOMAIN_CERTIFICATE_ARN': 'arn:aws:acm:eu-west-1:000000000000:certificate/0-0',
  'file(deploy/device-domains/domain.yml)': { DeviceDomain: {} },
  'file(deploy/device-domains/certificate-domain.yml)': { DeviceCertificateDomain: {} },
};

describe('the domains of devices', () => {
  it('are not there unless they are named; then the gateway’s own endpoint is', async () => {
    const context = contextOf({});

    assert.deepEqual(await deviceDomains(context), { Resources: {}, Outputs: {} });
    assert.equal(await withoutDefaultEndpoint(context), false);
    assert.equal(await truststoreBucket(context), '');
  });

  it('take the place of the gateway’s own endpoint when one is for certificates', async () => {
    const context = contextOf(SETTINGS);

    const { Resources, Outputs } = await deviceDomains(context);
    assert.deepEqual(Object.keys(Resources), ['DeviceDomain', 'DeviceCertificateDomain']);
    assert.deepEqual(Outputs, {
      DeviceDomainTarget: { Value: { 'Fn::GetAtt': ['DeviceDomain', 'RegionalDomainName'] } },
      DeviceCertificateDomainTarget: {
        Value: { 'Fn::GetAtt': ['DeviceCertificateDomain', 'RegionalDomainName'] },
      },
    });
    assert.equal(await withoutDefaultEndpoint(context), true);
    assert.deepEqual(await truststoreBucket(context), { Ref: 'TruststoreBucket' });
  });

  for (const [variable, value, message] of [
    [
      'DEVICE_DOMAIN',
      'https://devices',
      'DEVICE_DOMAIN takes the name of a domain, not "https://devices"',
    ],
    [
      'DOMAIN_CERTIFICATE_ARN',
      '',
      'DEVICE_DOMAIN needs DOMAIN_CERTIFICATE_ARN: the ARN of a certificate of ACM for it',
    ],
  ] as const) {
    it(`refuse ${variable}=${value}, and say what it takes`, async () => {
      const context = contextOf({ ...SETTINGS, [`env:${variable}`]: value });

      await assert.rejects(deviceDomains(context), { message });
    });
  }
});
