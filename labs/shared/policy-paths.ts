/** One rule of a Vault policy. */
export interface PolicyRule {
  readonly path: string;
  readonly capabilities: readonly string[];
}

/** The rules of a policy in HCL, as far as they are written in the usual way; for hints and for spotting wide grants. */
export function parsePolicy(text: string): readonly PolicyRule[] {
  const withoutComments = text.replaceAll(/^\s*(#|\/\/).*$/gm, '');
  const rules = withoutComments.matchAll(/path\s+"(?<path>[^"]*)"\s*\{(?<body>[^}]*)\}/g);
  return [...rules].map(({ groups }) => ({
    path: groups?.['path'] ?? '',
    capabilities: [...(groups?.['body'] ?? '').matchAll(/"([a-z]+)"/g)].map(([, word = '']) => word),
  }));
}

/** Whether a path of a policy covers a path that is asked for: `+` is one segment, a `*` at the end is any rest. */
export function coversPath(rule: string, asked: string): boolean {
  const escaped = rule.replace(/\*$/, '').replaceAll(/[.?^${}()|[\]\\]/g, String.raw`\$&`);
  const pattern = escaped.split('/').map((segment) => (segment === '+' ? '[^/]+' : segment));
  return new RegExp(`^${pattern.join('/')}${rule.endsWith('*') ? '' : '$'}`).test(asked);
}
