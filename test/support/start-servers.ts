/** `node start-servers.ts FOLDER NAME…`: starts the local servers, prints their process ids as one line of JSON, and stays. */
import { join } from 'node:path';
import { startDynamoDb } from '../../local/dynamodb/start-dynamodb.ts';
import { startKafka } from '../../local/kafka/start-kafka.ts';

const [folder = '', ...names] = process.argv.slice(2);
const report = (line: string) => console.error(line);

const starts: Readonly<Record<string, (dataDir: string) => Promise<{ readonly pid: number }>>> = {
  dynamodb: (dataDir) => startDynamoDb({ dataDir, report }),
  kafka: (dataDir) => startKafka({ dataDir, autoCreateTopics: true, report }),
};

const pids: number[] = [];
for (const name of names) {
  const start = starts[name];
  if (!start)
    throw new Error(`no server is called ${name}, but ${Object.keys(starts).join(' and ')}`);
  pids.push((await start(join(folder, name))).pid);
}
console.log(JSON.stringify(pids));
