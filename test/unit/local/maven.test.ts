import assert from 'node:assert/strict';
import { test } from 'node:test';
import { downloadedBytes, fetchArtifacts } from '../../../local/jvm/maven.ts';
import { StartFailure } from '../../../local/start-failure.ts';

for (const [line, bytes] of [
  ['[INFO] Downloaded from central: https://example.org/a.jar (193 kB at 159 kB/s)', 193_000],
  ['[INFO] Downloaded from central: https://example.org/b.jar (6.7 MB at 4.3 MB/s)', 6_700_000],
  ['[INFO] Downloaded from central: https://example.org/c.pom (612 B at 5.1 kB/s)', 612],
  ['[INFO] Downloading from central: https://example.org/a.jar', 0],
  ['[INFO] BUILD SUCCESS', 0],
] as const) {
  void test(`progress of Maven › counts ${bytes} bytes in "${line}"`, () => {
    assert.equal(downloadedBytes(line), bytes);
  });
}

void test('fetching › says what to install when Maven is missing', async () => {
  const fetching = fetchArtifacts({ title: 'A Server 1.0', pom: 'pom.xml' }, 'nowhere', () => {}, {
    PATH: '',
  });

  await assert.rejects(
    fetching,
    (failure) =>
      failure instanceof StartFailure &&
      /^Tidegate needs Maven to fetch A Server 1\.0: install it .* PATH\.$/.test(failure.message),
  );
});
