// Stands in the template itself: so it is CommonJS, short, has no template literals (osls would read them as its variables), and takes
// the SDK that the runtime has. See bootstrap-brokers.ts.
const { GetBootstrapBrokersCommand, KafkaClient } = require('@aws-sdk/client-kafka');

const MEMBERS = {
  plaintext: { private: 'BootstrapBrokerString' },
  tls: { private: 'BootstrapBrokerStringTls', public: 'BootstrapBrokerStringPublicTls' },
  mtls: { private: 'BootstrapBrokerStringTls', public: 'BootstrapBrokerStringPublicTls' },
  scram: {
    private: 'BootstrapBrokerStringSaslScram',
    public: 'BootstrapBrokerStringPublicSaslScram',
  },
  iam: { private: 'BootstrapBrokerStringSaslIam', public: 'BootstrapBrokerStringPublicSaslIam' },
};

async function lookUp({ RequestType, ResourceProperties }) {
  if (RequestType === 'Delete') return '';
  const { ClusterArn, Security, Network } = ResourceProperties;
  const found = await new KafkaClient().send(new GetBootstrapBrokersCommand({ ClusterArn }));
  const brokers = found[MEMBERS[Security][Network]];
  if (brokers) return brokers;
  const offered = Object.keys(found).filter((name) => name.startsWith('BootstrapBroker'));
  const advice =
    Network === 'public' ? '; private ones need SUBNET_IDS and SECURITY_GROUP_IDS' : '';
  const what = ['the cluster has no', Network, 'brokers for KAFKA_SECURITY=' + Security];
  throw new Error(what.join(' ') + '; it offers ' + (offered.join(', ') || 'none') + advice);
}

/** @see AWS CloudFormation, "Custom resource request types" */
exports.handler = async (event) => {
  const { StackId, RequestId, LogicalResourceId, ResponseURL } = event;
  const { PhysicalResourceId = LogicalResourceId } = event;
  const outcome = await lookUp(event).then(
    (List) => ({ Status: 'SUCCESS', Data: { List } }),
    (failure) => ({ Status: 'FAILED', Reason: failure.message }),
  );
  const answer = { StackId, RequestId, LogicalResourceId, PhysicalResourceId, ...outcome };
  // The address is signed for an empty content type.
  const headers = { 'content-type': '' };
  const { ok, status } = await fetch(ResponseURL, {
    method: 'PUT',
    headers,
    body: JSON.stringify(answer),
  });
  if (!ok) throw new Error('CloudFormation answered ' + status);
};
