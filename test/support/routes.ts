/** From Fastify's route tree, so routes outside of Swagger are included; Swagger's own pages count as one. */
export function routesOf(fastify: { printRoutes: (options: object) => string }): string[] {
  const path: string[] = [];
  const lines = fastify.printRoutes({ commonPrefix: false }).split('\n');
  const all = lines.flatMap((line) => {
    const [, indent = '', part = '', methods = ''] = /^([│ ]*)[├└]── (\S+) \((.+)\)$/.exec(line) ?? [];
    path.splice(indent.length / 4, path.length, part === '*' ? '/*' : part);
    return methods.split(', ').map((method) => `${method} ${path.join('')}`);
  });
  return all.filter((route) => !/^($| |HEAD |GET \/docs\/)/.test(route));
}

/** Each route of lines like `GET POST /api/bucket`. */
export const routesIn = (lines: string[]): string[] =>
  lines.flatMap((line) => {
    const [path, ...methods] = line.split(' ').toReversed();
    return methods.map((method) => `${method} ${path}`);
  });
