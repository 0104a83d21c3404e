/** `node start-servers.ts FOLDER`: starts the local servers, prints their process ids as one line of JSON, and stays. */
import { join } from 'node:path';
import { startDynamoDb } from '../../local/dynamodb/start-dynamodb.ts';
import { startKafka } from '../../local/kafka/start-kafka.ts';

const [folder = ''] = process.argv.slice(2);
const report = (line: string) => console.error(line);
const dynamoDb = await startDynamoDb({ dataDir: join(folder, 'dynamodb'), report });
const kafka = await startKafka({ dataDir: join(folder, 'kafka'), autoCreateTopics: true, report });
console.log(JSON.stringify([dynamoDb.pid, kafka.pid]));
