import type { RouteModel } from '../service-model/model.ts';

export type RouteMatch = RouteModel & {
  readonly pathParameters?: Readonly<Record<string, string>>;
};

/** Finds the route of a request among those of all APIs: the most specific one wins, `$default` comes last. */
export type Router = (method: string, path: string) => RouteMatch | undefined;

type Pattern = { readonly route: RouteModel; readonly method: string; readonly path: RegExp };

const DEFAULT_ROUTE = '$default';

/** @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html */
export function createRouter(routes: readonly RouteModel[]): Router {
  const fallback = routes.find(({ routeKey }) => routeKey === DEFAULT_ROUTE);
  const patterns = routes
    .filter(({ routeKey }) => routeKey !== DEFAULT_ROUTE)
    .toSorted(bySpecificity)
    .map(toPattern);
  return (method, path) => {
    for (const pattern of patterns) {
      if (pattern.method !== 'ANY' && pattern.method !== method) continue;
      const match = pattern.path.exec(path);
      if (match !== null) return toMatch(pattern.route, match);
    }
    return fallback;
  };
}

/** Literal paths before variables, variables before greedy ones, and a method before ANY. */
function bySpecificity(left: RouteModel, right: RouteModel): number {
  return vagueness(left.routeKey) - vagueness(right.routeKey);
}

function vagueness(routeKey: string): number {
  const greedy = routeKey.includes('+}') ? 4 : 0;
  const variable = routeKey.includes('{') ? 2 : 0;
  return greedy + variable + (routeKey.startsWith('ANY ') ? 1 : 0);
}

function toPattern(route: RouteModel): Pattern {
  const [method = '', path = ''] = route.routeKey.split(' ');
  const source = path
    .replaceAll(/[.*+?^$()|[\]\\]/g, String.raw`\$&`)
    .replaceAll(/\{(\w+)\\\+\}/g, '(?<$1>.+)')
    .replaceAll(/\{(\w+)\}/g, '(?<$1>[^/]+)');
  return { route, method, path: new RegExp(`^${source}$`, 's') };
}

function toMatch(route: RouteModel, { groups }: RegExpExecArray): RouteMatch {
  return groups === undefined ? route : { ...route, pathParameters: { ...groups } };
}
