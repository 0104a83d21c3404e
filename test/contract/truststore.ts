import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import type { CertificateDomain, TruststoreFile } from '../../lib/onboarding/truststore.ts';

const PEM = '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n';

export type OpenedTruststore = {
  readonly file: TruststoreFile;
  readonly domain: CertificateDomain;
  /** Has an update of the domain going on. */
  readonly update: () => void;
};

/** What every file with versions, and every domain that reads it, does. */
export function truststoreContract(
  driver: string,
  open: (t: TestContext) => Promise<OpenedTruststore>,
): void {
  describe(`a truststore in ${driver}`, () => {
    it('is missing before it is written', async (t) => {
      const { file, domain } = await open(t);

      assert.equal(await file.read(), undefined);
      assert.deepEqual(await domain.read(), { isSettled: true, warnings: [] });
    });

    it('gives what was written last, and a new version each time', async (t) => {
      const { file } = await open(t);

      const first = await file.write('one');
      const second = await file.write('two');

      assert.notEqual(first, second);
      assert.deepEqual(await file.read(), { text: 'two', version: second });
    });

    it('is what the domain was told of, also when there is a newer version', async (t) => {
      const { file, domain } = await open(t);
      const version = await file.write(PEM);

      await domain.trust(file.uri, version);
      await file.write(`${PEM}${PEM}`);

      assert.deepEqual((await domain.read()).truststore, { uri: file.uri, version });
    });

    it('is refused when it does not exist', async (t) => {
      const { file, domain } = await open(t);

      await assert.rejects(domain.trust(file.uri, 'none'));
      assert.equal((await domain.read()).truststore, undefined);
    });

    it('is not settled while an update goes on', async (t) => {
      const { file, domain, update } = await open(t);
      const version = await file.write(PEM);
      update();

      assert.equal((await domain.read()).isSettled, false);
      await assert.rejects(domain.trust(file.uri, version));
    });
  });
}
