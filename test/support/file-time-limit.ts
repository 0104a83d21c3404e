/**
 * Loaded before each test file. A test that runs into its time limit is given up, but what it waits in goes on and keeps its
 * process alive; then the file ends here, and fails.
 */
const LIMIT_MINUTES = 15;

if (process.env['NODE_TEST_CONTEXT'] !== undefined) {
  const endIt = (): never => {
    console.error(`the file has not ended ${LIMIT_MINUTES} minutes after it began`);
    process.exit(1);
  };
  setTimeout(endIt, LIMIT_MINUTES * 60_000).unref();
}
