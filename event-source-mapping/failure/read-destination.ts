import { type Members, InvalidSetting } from '../members.ts';
import { parseDestination } from './destination.ts';

export type DestinationConfig = { readonly OnFailure: { readonly Destination: string } };

/** @throws {InvalidSetting} */
export function readDestination(given: Members): DestinationConfig | undefined {
  const onFailure = given.within('DestinationConfig')?.within('OnFailure');
  const Destination = onFailure?.text('Destination');
  if (Destination === undefined) return undefined;
  const parsed = parseDestination(Destination);
  if (parsed.kind === 'kafka') checkFailureTopic(parsed.topic, given);
  return { OnFailure: { Destination } };
}

/** @see https://docs.aws.amazon.com/lambda/latest/dg/kafka-on-failure-destination.html, requirements and limitations */
function checkFailureTopic(topic: string, given: Members): void {
  const member = 'DestinationConfig.OnFailure.Destination';
  if (given.texts('Topics')?.includes(topic) === true) {
    throw new InvalidSetting(member, 'must not be the topic that the mapping reads');
  }
  if (!given.has('ProvisionedPollerConfig')) {
    throw new InvalidSetting(member, 'may be a topic of Kafka only with ProvisionedPollerConfig');
  }
}
