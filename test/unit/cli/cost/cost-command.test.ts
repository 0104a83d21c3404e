import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { runCommand } from '../../../support/command-line.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

const month = ['cost', '--events-per-month', '1000000', '--tenants', '10'];

describe('tidegate cost', () => {
  test('shows the parts of a month for each platform, and where break-even points lie', async () => {
    const { code, stdout, stderr } = await runCommand(month);

    assert.equal(code, 0);
    assert.match(stdout, /^USD a month +functions +managed instances +poller\n/);
    assert.match(stdout, /\nevent source mappings +135\.05 +135\.05 +0\.00\n/);
    assert.match(stdout, /\ntotal +[\d,.]+ +[\d,.]+ +[\d,.]+\n/);
    assert.match(stdout, /functions or managed instances, by events a month: functions, and from /);
    assert.match(stderr, /list prices of us-east-1, collected \d{4}-\d\d-\d\d, not a quote/);
  });

  test('shows quantity and price of every line when asked', async () => {
    const { stdout } = await runCommand([...month, '--details']);

    assert.match(stdout, /pollers +135\.05 +730 × 0\.185 USD per Event Poller Unit and hour/);
  });

  test('answers the same as JSON', async () => {
    const { code, stdout } = await runCommand([...month, '--json']);

    assert.equal(code, 0);
    const answer = JSON.parse(stdout) as { estimates: { platform: string; total: number }[] };
    assert.deepEqual(
      answer.estimates.map(({ platform }) => platform),
      ['functions', 'managed instances', 'poller'],
    );
  });

  test('says which quota stands in the way', async () => {
    const { stderr } = await runCommand([...month, '--kafka', 'serverless', '--partitions', '100']);

    assert.match(stderr, /not possible: 3003 partitions: a cluster of MSK Serverless has 2400\n/);
  });

  test("takes a price list of one's own", async () => {
    const file = join(temporaryFolder(), 'prices.json');
    writeFileSync(file, '{"region":"here"}');

    const { code, stderr } = await runCommand([...month, '--prices', file]);

    assert.equal(code, 1);
    assert.match(stderr, /prices\.json is no price list: it takes an object with region/);
  });

  test('names the regions that it has prices of', async () => {
    const { code, stderr } = await runCommand([...month, '--region', 'moon-1']);

    assert.equal(code, 1);
    assert.match(stderr, /no prices of moon-1, only of .*us-east-1/);
  });

  test('takes a share above nothing', async () => {
    const { code, stderr } = await runCommand([...month, '--duty', '0']);

    assert.equal(code, 2);
    assert.match(stderr, /It takes a share above 0, up to 1/);
  });
});
