/** One module that a program was compiled from. */
export interface GoModule {
  readonly name: string;
  /** As Go writes it: v1.34.4 */
  readonly version: string;
}

/**
 * Every module in the output of `go version -m`, which Go writes into each program (https://pkg.go.dev/runtime/debug#BuildInfo).
 * One that was replaced counts as what it was replaced by; what was compiled from a folder has no version and is left out.
 */
export function readGoModules(output: string): readonly GoModule[] {
  const found: GoModule[] = [];
  for (const line of output.split('\n')) {
    const [, what, name = '', version = ''] = line.split('\t');
    if (what === '=>') found.pop();
    if (what !== 'mod' && what !== 'dep' && what !== '=>') continue;
    found.push({ name, version });
  }
  return found.filter(({ version }) => version.startsWith('v'));
}
