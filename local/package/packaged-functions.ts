import { posix } from 'node:path';
import { type LocalNames, resolveText } from '../service-model/intrinsics.ts';
import type { FunctionModel } from '../service-model/model.ts';
import { ofType } from '../service-model/parse-service.ts';
import { reader, type Reader } from '../service-model/reader.ts';

/**
 * The functions as they would be deployed.
 *
 * @param template of CloudFormation, as osls has compiled it
 * @param names of what the template's references are here
 * @throws {StartFailure} naming the place that is not as expected
 */
export function packagedFunctions(template: unknown, names: LocalNames): FunctionModel[] {
  return reader(template, 'the template')
    .at('Resources')
    .entries()
    .filter(ofType('AWS::Lambda::Function'))
    .map(([, resource]) => toModel(resource.at('Properties'), names));
}

function toModel(properties: Reader, names: LocalNames): FunctionModel {
  const environment = properties.at('Environment').at('Variables').entries();
  return {
    name: posix.basename(properties.at('Code').at('S3Key').text(), '.zip'),
    deployedName: properties.at('FunctionName').text(),
    handler: properties.at('Handler').text(),
    timeoutSeconds: properties.at('Timeout').number(),
    memoryMb: properties.at('MemorySize').number(),
    environment: Object.fromEntries(
      environment.map(([name, value]) => [name, resolveText(value, names)]),
    ),
  };
}
