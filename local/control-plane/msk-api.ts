import type { Admin } from '@platformatic/kafka';
import type { ApiAnswer, ApiCall } from './lambda-api.ts';
import { RefusedCall } from './refused-call.ts';

const CLUSTER = /^\/api\/v2\/clusters\/(?<arn>.+)$/;
const TOPICS = /^\/v1\/clusters\/(?<cluster>.+)\/topics(?:\/(?<topic>[^/]+))?$/;

/** The protocol takes null, which the client sends and its types do not know. */
const CHOSEN_BY_BROKER = null as unknown as [];

/**
 * The calls about clusters and topics in MSK's API, for whatever cluster: there is one broker here, which keeps one replica however
 * many are asked for.
 *
 * @returns undefined for any other call.
 * @throws {RefusedCall}
 * @see https://docs.aws.amazon.com/msk/1.0/apireference/clusters-clusterarn-topics.html
 */
export function answerMskCall(
  { method, path, query, body }: ApiCall,
  admin: Admin,
): Promise<ApiAnswer> | undefined {
  const clusterArn = CLUSTER.exec(path)?.groups?.['arn'];
  if (clusterArn !== undefined && method === 'GET') {
    const clusterInfo = { clusterArn, clusterName: 'local', state: 'ACTIVE' };
    return Promise.resolve({ status: 200, body: { clusterInfo } });
  }
  const target = TOPICS.exec(path)?.groups;
  if (!target) return undefined;
  const { topic } = target;
  if (topic === undefined && method === 'GET') {
    return listTopics(admin, query.get('topicNameFilter') ?? '');
  }
  if (topic === undefined && method === 'POST') return createTopic(admin, body);
  if (topic !== undefined && method === 'GET') return describeTopic(admin, topic);
  if (topic !== undefined && method === 'PUT') return updateTopic(admin, topic, body);
  if (topic !== undefined && method === 'DELETE') return deleteTopic(admin, topic);
  return undefined;
}

async function listTopics(admin: Admin, prefix: string): Promise<ApiAnswer> {
  const names = await admin.listTopics();
  const wanted = names.filter((name) => name.startsWith(prefix));
  const partitions = await partitionsOf(admin, wanted);
  const topics = [...partitions].map(([name, count]) => describe(name, count));
  return { status: 200, body: { topics } };
}

async function describeTopic(admin: Admin, name: string): Promise<ApiAnswer> {
  await assertExists(admin, name);
  const partitions = await partitionsOf(admin, [name]);
  return { status: 200, body: { ...describe(name, partitions.get(name) ?? 0), status: 'ACTIVE' } };
}

async function partitionsOf(admin: Admin, topics: string[]): Promise<Map<string, number>> {
  const metadata = await admin.metadata({ topics, forceUpdate: true });
  return new Map(
    [...metadata.topics].map(([name, { partitionsCount }]) => [name, partitionsCount]),
  );
}

function describe(topicName: string, partitionCount: number) {
  return { topicName, partitionCount, replicationFactor: 1, outOfSyncReplicaCount: 0 };
}

async function createTopic(admin: Admin, body: ApiCall['body']): Promise<ApiAnswer> {
  const { topicName, partitionCount, configs } = body;
  const name = String(topicName);
  if ((await admin.listTopics()).includes(name)) throw refused('TopicExistsException', 409, name);
  await admin.createTopics({
    topics: [name],
    partitions: Number(partitionCount),
    replicas: 1,
    configs: parseConfigs(configs),
  });
  return { status: 200, body: { topicName: name, status: 'CREATING' } };
}

async function updateTopic(
  admin: Admin,
  name: string,
  { partitionCount: count }: ApiCall['body'],
): Promise<ApiAnswer> {
  await assertExists(admin, name);
  const grown = { name, count: Number(count), assignments: CHOSEN_BY_BROKER };
  await admin.createPartitions({ topics: [grown] });
  return { status: 200, body: { topicName: name, status: 'UPDATING' } };
}

async function deleteTopic(admin: Admin, name: string): Promise<ApiAnswer> {
  await assertExists(admin, name);
  await admin.deleteTopics({ topics: [name] });
  return { status: 200, body: { topicName: name, status: 'DELETING' } };
}

async function assertExists(admin: Admin, name: string): Promise<void> {
  if ((await admin.listTopics()).includes(name)) return;
  throw refused('UnknownTopicOrPartitionException', 404, name);
}

/** Lines of a properties file, in Base64. */
function parseConfigs(configs: unknown) {
  const text = Buffer.from(typeof configs === 'string' ? configs : '', 'base64').toString();
  const lines = text.split('\n').filter((line) => line.includes('='));
  return lines.map((line) => {
    const [name = ''] = line.split('=', 1);
    return { name, value: line.slice(name.length + 1) };
  });
}

function refused(type: string, status: number, topic: string): RefusedCall {
  return new RefusedCall(type, status, `${type}: ${topic}`);
}
