import {
  ApiGatewayV2Client,
  GetDomainNameCommand,
  UpdateDomainNameCommand,
} from '@aws-sdk/client-apigatewayv2';
import type { CertificateDomain } from '../../onboarding/truststore.ts';

type ClientSettings = NonNullable<ConstructorParameters<typeof ApiGatewayV2Client>[0]>;

/** @param settings beside the SDK's own variables (`AWS_ENDPOINT_URL_APIGATEWAYV2`, `AWS_REGION`, …) */
export function apiGatewayClient(
  settings: Pick<ClientSettings, 'endpoint' | 'region' | 'credentials'> = {},
): ApiGatewayV2Client {
  return new ApiGatewayV2Client(settings);
}

/**
 * A domain keeps a copy of its truststore: it is told of each new version.
 *
 * @see Amazon API Gateway, "Configuring mutual TLS authentication for HTTP APIs"
 */
export function certificateDomain(client: ApiGatewayV2Client, name: string): CertificateDomain {
  return {
    read: async () => {
      const answer = await client.send(new GetDomainNameCommand({ DomainName: name }));
      const {
        TruststoreUri: uri,
        TruststoreVersion: version,
        TruststoreWarnings: warnings = [],
      } = answer.MutualTlsAuthentication ?? {};
      const states = answer.DomainNameConfigurations?.map(({ DomainNameStatus: state }) => state);
      return {
        ...(uri !== undefined && version !== undefined && { truststore: { uri, version } }),
        isSettled: states?.every((state) => state === 'AVAILABLE') ?? true,
        warnings,
      };
    },
    trust: async (TruststoreUri, TruststoreVersion) => {
      const MutualTlsAuthentication = { TruststoreUri, TruststoreVersion };
      await client.send(new UpdateDomainNameCommand({ DomainName: name, MutualTlsAuthentication }));
    },
  };
}
