/** The variables that reach the functions, and no others. */
export function toClientConfig(variables: Readonly<Record<string, string>>) {
  return {
    endpoint: variables['AWS_ENDPOINT_URL_DYNAMODB'] ?? '',
    region: variables['AWS_REGION'] ?? '',
    credentials: {
      accessKeyId: variables['AWS_ACCESS_KEY_ID'] ?? '',
      secretAccessKey: variables['AWS_SECRET_ACCESS_KEY'] ?? '',
    },
  };
}
