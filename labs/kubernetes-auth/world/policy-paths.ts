/** The paths that a policy in HCL speaks of, as they are written. */
export function policyPaths(policy: string): readonly string[] {
  const uncommented = policy.replaceAll(/(^|\s)(#|\/\/).*$/gm, '').replaceAll(/\/\*[\s\S]*?\*\//g, '');
  return [...uncommented.matchAll(/\bpath\s+"([^"]*)"/g)].flatMap(([, path]) => path ?? []);
}

/** Whether a pattern covers a path: `+` stands for one segment, a `*` at the end for any rest. */
export function covers(pattern: string, path: string): boolean {
  const prefix = pattern.endsWith('*');
  const wanted = (prefix ? pattern.slice(0, -1) : pattern).split('/');
  const given = path.split('/');
  if (prefix ? given.length < wanted.length : given.length !== wanted.length) return false;
  return wanted.every((segment, index) => {
    if (segment === '+') return true;
    const last = prefix && index === wanted.length - 1;
    return last ? (given[index] ?? '').startsWith(segment) : segment === given[index];
  });
}
