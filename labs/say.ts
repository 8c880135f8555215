/** How a command tells what it did: to people by default, to programs with `--json`. */
export interface Said {
  readonly json?: boolean;
}

/** The option that every command has, in the same words. */
export const jsonOption = ['--json', 'machine-readable'] as const;
/** For commands whose answer is JSON in any case. */
export const alwaysJson = ['--json', 'machine-readable, as it always is'] as const;

/** What programs read. */
export function asJson(value: unknown): string {
  return JSON.stringify(value, null, 2);
}

/** What `--json` prints, or the text for people. */
export function inWords({ json }: Said, value: unknown, text: string): string {
  return json === true ? asJson(value) : text;
}
