/** @throws {Error} the variable is unset, because the tests were not started by `test/run.ts`. */
export function testSetting(name: string): string {
  const value = process.env[name];
  if (value) return value;
  throw new Error(
    `${name} is not set: run the tests with "node test/run.ts", which starts Kafka and DynamoDB Local`,
  );
}
