import { type LocalNames, referenceOf, resolveFunction } from './intrinsics.ts';
import type { RouteModel } from './model.ts';
import { isProperties, type Reader } from './reader.ts';

type Entries = readonly (readonly [string, Reader])[];

/** The routes of every HTTP API: those that osls makes of `httpApi` events, and those the template declares itself. */
export function parseRoutes(
  functions: Entries,
  resources: Entries,
  names: LocalNames,
): RouteModel[] {
  return [...eventRoutes(functions), ...templateRoutes(resources, names)];
}

function eventRoutes(functions: Entries): RouteModel[] {
  return functions.flatMap(([functionName, value]) => {
    if (value.at('events').value === undefined) return [];
    const events = value.at('events').list();
    return events
      .map((event) => event.at('httpApi'))
      .filter((event) => event.value !== undefined)
      .map((event) => ({ routeKey: toRouteKey(event), functionName }));
  });
}

/** `*`, `GET /path`, or an object of method and path. */
function toRouteKey(event: Reader): string {
  const text = isProperties(event.value)
    ? `${event.at('method').text()} ${event.at('path').text()}`
    : event.text();
  const [method = '', path] = text.trim().split(/\s+/);
  if (method === '*' && path === undefined) return '$default';
  if (path === undefined) return event.fail(`'*', or a method and a path`);
  return `${method === '*' ? 'ANY' : method.toUpperCase()} ${path}`;
}

function templateRoutes(resources: Entries, names: LocalNames): RouteModel[] {
  const integrations = new Map(resources);
  return resources
    .filter(([, resource]) => resource.at('Type').value === 'AWS::ApiGatewayV2::Route')
    .map(([, resource]) => {
      const route = resource.at('Properties');
      const integration = integrations.get(integrationOf(route.at('Target')));
      if (integration === undefined) return route.at('Target').fail('integrations/ and a Ref');
      const target = integration.at('Properties').at('IntegrationUri');
      return {
        routeKey: route.at('RouteKey').text(),
        functionName: resolveFunction(target, names),
      };
    });
}

/** The logical id in `!Join ['/', [integrations, !Ref …]]`. */
function integrationOf(target: Reader): string {
  const [, parts] = target.at('Fn::Join').list();
  const [, reference] = parts?.list() ?? [];
  return reference === undefined ? target.fail('integrations/ and a Ref') : referenceOf(reference);
}
