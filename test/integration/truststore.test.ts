import {
  apiGatewayClient,
  certificateDomain,
} from '../../lib/drivers/apigatewayv2/certificate-domain.ts';
import { s3Client, s3TruststoreFile } from '../../lib/drivers/s3/truststore-file.ts';
import { startApiServer } from '../../local/control-plane/api-server.ts';
import { answerTruststoreCall, type Domain } from '../../local/control-plane/truststore-api.ts';
import { truststoreContract } from '../contract/truststore.ts';

const NAME = 'devices.example.com';
const ACCESS = { region: 'eu-west-1', credentials: { accessKeyId: 'a', secretAccessKey: 'b' } };

truststoreContract('S3, for a domain of API Gateway', async (t) => {
  const domain: Domain = { status: 'AVAILABLE', warnings: [] };
  const kept = { objects: new Map(), domains: new Map([[NAME, domain]]) };
  const { endpoint, stop } = await startApiServer(
    (call) => answerTruststoreCall(call, kept),
    (failure) => t.diagnostic(failure),
  );
  const clients = [
    s3Client({ ...ACCESS, endpoint }),
    apiGatewayClient({ ...ACCESS, endpoint }),
  ] as const;
  t.after(async () => {
    for (const client of clients) client.destroy();
    await stop();
  });
  return {
    file: s3TruststoreFile(clients[0], 'truststores'),
    domain: certificateDomain(clients[1], NAME),
    update: () => (domain.status = 'UPDATING'),
  };
});
