import { GetObjectCommand, NoSuchKey, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import type { TruststoreFile } from '../../onboarding/truststore.ts';

type ClientSettings = NonNullable<ConstructorParameters<typeof S3Client>[0]>;

/** @param settings beside the SDK's own variables (`AWS_ENDPOINT_URL_S3`, `AWS_REGION`, …) */
export function s3Client(
  settings: Pick<ClientSettings, 'endpoint' | 'region' | 'credentials'> = {},
): S3Client {
  return new S3Client(settings);
}

const KEY = 'truststore.pem';

/** @param bucket with versioning */
export function s3TruststoreFile(client: S3Client, bucket: string): TruststoreFile {
  const place = { Bucket: bucket, Key: KEY };
  return {
    uri: `s3://${bucket}/${KEY}`,
    read: async () => {
      try {
        const { Body, VersionId } = await client.send(new GetObjectCommand(place));
        return { text: (await Body?.transformToString()) ?? '', version: versionOf(VersionId) };
      } catch (failure) {
        if (failure instanceof NoSuchKey) return undefined;
        throw failure;
      }
    },
    write: async (text) => {
      const put = new PutObjectCommand({
        ...place,
        Body: text,
        ContentType: 'application/x-pem-file',
      });
      const { VersionId } = await client.send(put);
      return versionOf(VersionId);
    },
  };
}

/** @throws {Error} a gateway could not be told of the new version */
function versionOf(version: string | undefined): string {
  if (version !== undefined) return version;
  throw new Error('the bucket of the truststore has no versions: switch versioning on');
}
