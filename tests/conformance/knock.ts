import type { Environment } from '#containers/contract/environment.ts';

const knockMs = 30_000;

/** Where something may listen. */
export interface Door {
  readonly host: string;
  readonly port: number;
}

export type Answer = 'reached' | 'refused' | 'silent';

/** Whether something answers there, be it by refusing. */
export async function knock(run: Environment['exec'], { host, port }: Door): Promise<Answer> {
  const script = `timeout 3 bash -c 'exec 3<>/dev/tcp/${host}/${String(port)}' 2>&1; echo "code $?"`;
  const request = { command: ['bash', '-c', script], timeoutMs: knockMs };
  const { stdout } = await run(request, AbortSignal.timeout(knockMs * 2));
  if (stdout.includes('code 0')) return 'reached';
  return stdout.includes('refused') ? 'refused' : 'silent';
}

/** Knocks at all of them at once. */
export async function survey<Name extends string>(
  run: Environment['exec'],
  doors: Readonly<Record<Name, Door>>,
): Promise<Readonly<Record<string, Answer>>> {
  const found = Object.entries<Door>(doors).map(
    async ([name, door]) => [name, await knock(run, door)] as const,
  );
  return Object.fromEntries(await Promise.all(found));
}

/** What `survey` finds where each of them answers alike. */
export function all(doors: Readonly<Record<string, Door>>, answer: Answer): Readonly<Record<string, Answer>> {
  return Object.fromEntries(Object.keys(doors).map((name) => [name, answer]));
}
