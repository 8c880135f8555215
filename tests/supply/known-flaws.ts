import { execFile } from 'node:child_process';
import path from 'node:path';
import { z } from 'zod';

const root = path.resolve(import.meta.dirname, '../..');
const answerMs = 60_000;

const answer = z.union([
  z.object({
    metadata: z.object({
      vulnerabilities: z.object({ high: z.number().int(), critical: z.number().int() }),
    }),
    vulnerabilities: z.record(z.string(), z.object({ severity: z.string() })),
  }),
  z.object({ message: z.string() }),
  z.object({ error: z.object({ summary: z.string() }) }),
]);

export type KnownFlaws =
  | { readonly kind: 'asked'; readonly packages: readonly string[] }
  /** The registry serves no advisories, or is not there. */
  | { readonly kind: 'not asked'; readonly why: string };

/** What the output of `npm audit --json` says of flaws that are high or critical. Throws when it is none. */
export function readAudit(output: string): KnownFlaws {
  const said = answer.parse(JSON.parse(output));
  if ('message' in said) return { kind: 'not asked', why: said.message };
  if ('error' in said) return { kind: 'not asked', why: said.error.summary };
  const serious = Object.entries(said.vulnerabilities).filter(
    ([, { severity }]) => severity === 'high' || severity === 'critical',
  );
  return { kind: 'asked', packages: serious.map(([name]) => name) };
}

/** Asks the registry which packages that run have known flaws. */
export async function askForFlaws(): Promise<KnownFlaws> {
  const args = ['audit', '--omit', 'dev', '--json'];
  const output = await new Promise<string>((resolve) => {
    // It exits with 1 for what it finds as for what it can't ask: its output tells which.
    execFile('npm', args, { cwd: root, timeout: answerMs }, (_, stdout) => resolve(stdout));
  });
  return output.trim() === '' ? { kind: 'not asked', why: 'npm audit said nothing' } : readAudit(output);
}
