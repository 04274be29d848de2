import type { RequestHandler } from 'express';
import { editDistance } from '../../domain/editDistance.ts';
import { ApiError } from './problem.ts';
import type { Route } from './route.ts';

const MAX_SUGGESTIONS = 3;

type Address = Pick<Route, 'method' | 'path'>;

/** Answers OPTIONS with the methods of the path. Must be mounted before the routes, because Express would add a body of its own. */
export function optionsOf(routes: readonly Address[]): RequestHandler {
  const at = finder(routes);
  return (request, response, next) => {
    const here = request.method === 'OPTIONS' ? at(request.path) : [];
    if (here.length === 0) return next();
    response.locals.route = here[0]?.path;
    response.status(204).set('Allow', allowed(here)).end();
  };
}

/** Answers requests that no route has handled: 405 when the path exists, otherwise 404 with similar paths. */
export function unknownRoutes(routes: readonly Address[]): RequestHandler {
  const at = finder(routes);
  return (request, _response, next) => {
    const here = at(request.path);
    if (here.length === 0) return next(noSuchRoute(request.path, routes));
    const allow = allowed(here);
    const errors = [{ field: 'method', got: request.method, wanted: allow }];
    next(
      new ApiError('method-not-allowed', {
        detail: `${here[0]?.path} allows ${allow}.`,
        errors,
        headers: { Allow: allow },
      }),
    );
  };
}

function finder(routes: readonly Address[]): (path: string) => Address[] {
  const table = routes.map((route) => ({ route, pattern: patternOf(route.path) }));
  return (path) => {
    const found = table.filter(({ pattern }) => pattern.test(path)).map(({ route }) => route);
    // A fixed path is not a value of its neighbour's parameter: `/v1/profiles/bulk` is not the profile `bulk`.
    const fixed = found.filter((route) => !route.path.includes('{'));
    return fixed.length > 0 ? fixed : found;
  };
}

const patternOf = (path: string): RegExp =>
  new RegExp(`^${path.replace(/[.*+?^$()|[\]\\]/g, '\\$&').replace(/\{\w+\}/g, '[^/]+')}/?$`);

function allowed(routes: readonly Address[]): string {
  const methods = new Set(routes.map((route) => route.method.toUpperCase()));
  if (methods.has('GET')) methods.add('HEAD');
  return [...methods, 'OPTIONS'].toSorted().join(', ');
}

function noSuchRoute(path: string, routes: readonly Address[]): ApiError {
  const near = nearest(path, [...new Set(routes.map((route) => route.path))]);
  return new ApiError('not-found', {
    detail: 'The path does not exist.',
    errors: near.length === 0 ? [] : [{ field: 'path', got: 'an unknown path', wanted: `such as ${near.join(', ')}` }],
  });
}

/** Known paths that differ from the given one by a few characters. */
function nearest(path: string, known: readonly string[]): string[] {
  const parts = path.slice(0, 200).split('/').filter(Boolean);
  return known
    .map((candidate) => ({ candidate, cost: distanceOfPaths(parts, candidate.split('/').filter(Boolean)) }))
    .filter(({ cost }) => cost <= 3)
    .toSorted((a, b) => a.cost - b.cost)
    .slice(0, MAX_SUGGESTIONS)
    .map(({ candidate }) => candidate);
}

function distanceOfPaths(parts: readonly string[], candidate: readonly string[]): number {
  const missing = Math.abs(parts.length - candidate.length) * 2;
  return candidate.reduce((sum, part, index) => {
    const given = parts[index];
    return given === undefined || part.startsWith('{') ? sum : sum + editDistance(given, part);
  }, missing);
}
