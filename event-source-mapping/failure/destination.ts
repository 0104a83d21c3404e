import { DESTINATION, TOPIC } from '../limits.ts';
import { InvalidSetting } from '../members.ts';

/** Where records that are given up are told of. */
export type Destination =
  | { readonly kind: 'sqs' | 'sns' | 's3'; readonly arn: string; readonly name: string }
  | { readonly kind: 'kafka'; readonly topic: string };

const MEMBER = 'DestinationConfig.OnFailure.Destination';
const KAFKA = 'kafka://';

/**
 * @throws {InvalidSetting} saying what is allowed.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/kafka-on-failure.html
 */
export function parseDestination(text: string): Destination {
  if (text.length > DESTINATION.maximumLength) {
    throw new InvalidSetting(MEMBER, `may have ${DESTINATION.maximumLength} characters at most`);
  }
  return text.startsWith(KAFKA) ? parseTopic(text.slice(KAFKA.length)) : parseArn(text);
}

function parseTopic(topic: string): Destination {
  if (TOPIC.pattern.test(topic) && topic.length <= TOPIC.maximumLength) {
    return { kind: 'kafka', topic };
  }
  throw new InvalidSetting(MEMBER, `must name a topic behind ${KAFKA}`);
}

function parseArn(arn: string): Destination {
  const { groups } = DESTINATION.arn.exec(arn) ?? {};
  const { kind, name } = groups ?? {};
  if ((kind === 'sqs' || kind === 'sns' || kind === 's3') && name !== undefined) {
    return { kind, arn, name };
  }
  throw new InvalidSetting(
    MEMBER,
    `must be the ARN of an SQS queue, an SNS topic or an S3 bucket, or ${KAFKA} and a topic`,
  );
}
