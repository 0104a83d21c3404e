import { lambdaClient, lambdaMappingControl } from '../../lib/drivers/lambda/mapping-control.ts';
import { startApiServer } from '../../local/control-plane/api-server.ts';
import { createEventSourceMappings } from '../../local/control-plane/event-source-mappings.ts';
import { answerLambdaCall } from '../../local/control-plane/lambda-api.ts';
import { mappingControlContract } from '../contract/mapping-control.ts';
import { testBrokers } from '../support/kafka.ts';
import { UNHURRIED } from '../support/onboarding.ts';

const OWNER = {
  functionName: 'tidegate-dev-consumer',
  clusterArn: 'arn:aws:kafka:eu-west-1:000000000000:cluster/local/1',
};

mappingControlContract('Lambda’s API, as the local control plane answers it', async (t) => {
  const mappings = createEventSourceMappings({
    region: 'eu-west-1',
    brokers: testBrokers(),
    invoke: async () => ({ kind: 'returned', payload: null }),
    observe: () => {},
  });
  t.after(mappings.stop);
  const names = new Map([['consumer', OWNER.functionName]]);
  const server = await startApiServer(
    (call) => answerLambdaCall(call, mappings, names),
    (line) => t.diagnostic(line),
  );
  t.after(server.stop);
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const client = lambdaClient({ endpoint: server.endpoint, region: 'eu-west-1', credentials });
  t.after(() => client.destroy());
  return lambdaMappingControl(client, OWNER, UNHURRIED);
});
