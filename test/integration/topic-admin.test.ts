import type { TestContext } from 'node:test';
import kafkajs from 'kafkajs';
import { kafkaAdmin as adminOf } from '../../lib/drivers/kafka/admin.ts';
import { kafkaTopicAdmin } from '../../lib/drivers/kafka/topic-admin.ts';
import { mskClient, mskTopicAdmin } from '../../lib/drivers/msk/topic-admin.ts';
import { startApiServer } from '../../local/control-plane/api-server.ts';
import { connectAdmin } from '../../local/control-plane/broker.ts';
import { answerMskCall } from '../../local/control-plane/msk-api.ts';
import { topicAdminContract } from '../contract/topic-admin.ts';
import { kafkaAdmin, testBrokers } from '../support/kafka.ts';
import { UNHURRIED } from '../support/onboarding.ts';

const CLUSTER_ARN = 'arn:aws:kafka:eu-west-1:000000000000:cluster/local/1';

topicAdminContract('kafka', async (t) => ({
  topics: kafkaTopicAdmin(adminOf({ brokers: testBrokers() }), UNHURRIED),
  settingOf: await settingsOf(t),
}));

topicAdminContract('MSK’s API, as the local control plane answers it', async (t) => {
  const admin = connectAdmin(testBrokers());
  t.after(() => admin.close());
  const server = await startApiServer(
    (call) => answerMskCall(call, admin),
    (line) => t.diagnostic(line),
  );
  t.after(server.stop);
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const client = mskClient({ endpoint: server.endpoint, region: 'eu-west-1', credentials });
  t.after(() => client.destroy());
  return {
    topics: mskTopicAdmin(client, CLUSTER_ARN, UNHURRIED),
    settingOf: await settingsOf(t),
  };
});

async function settingsOf(t: TestContext) {
  const admin = await kafkaAdmin(t);
  return async (topic: string, name: string) => {
    const resource = { type: kafkajs.ConfigResourceTypes.TOPIC, name: topic, configNames: [name] };
    const described = await admin.describeConfigs({
      resources: [resource],
      includeSynonyms: false,
    });
    return described.resources[0]?.configEntries[0]?.configValue;
  };
}
