import { Command } from 'commander';
import { kubernetesSettings } from '#containers/providers/kubernetes/settings.ts';
import { defaultCacheDir } from '#containers/runtime/cache-dir.ts';
import { inWords, jsonOption } from '#labs/say.ts';
import { environmentLimits } from '#site/server/server-options.ts';
import { examineHost } from './doctor/examine-host.ts';
import type { Finding } from './doctor/finding.ts';
import { exitCode } from './exit-code.ts';
import { interruptSignal } from './interrupt.ts';
import { dataFolder, readServeSettings } from './serve-options.ts';

interface DoctorOptions {
  readonly json?: boolean;
  readonly config?: string;
  readonly port?: string;
  readonly dataDir?: string;
  readonly databaseUrl?: string;
  readonly provider?: string;
}

const longestMs = 60_000;
const marks = { ok: '✓', warning: '!', problem: '✗' } as const;

/** `kindlab doctor`: what is wrong with this machine, and what to do about it. Changes nothing. */
export function doctorCommand(): Command {
  return new Command('doctor')
    .description('say what is wrong with this machine and what to do; exit code 1 when labs can not run here')
    .option('--config <file>', 'the configuration file of the server that is meant')
    .option('--port <number>', 'the port that it is to serve on')
    .option('--data-dir <folder>', 'its data folder')
    .option('--database-url <url>', 'its PostgreSQL')
    .option('--provider <name>', 'what makes its environments: kind or kubernetes')
    .option(...jsonOption)
    .action((options: DoctorOptions) => doctor(options));
}

async function doctor({ json = false, ...given }: DoctorOptions): Promise<void> {
  const { host, port, dataDir, limits, databaseUrl, provider, kubernetes } = await readServeSettings(given);
  const signal = AbortSignal.any([interruptSignal(), AbortSignal.timeout(longestMs)]);
  const cacheDir = defaultCacheDir(process.env);
  const findings = await examineHost({
    host,
    port,
    dataDir: dataFolder(dataDir),
    cacheDir,
    limits: environmentLimits.parse(limits ?? {}),
    databaseUrl,
    kubernetes: provider === 'kubernetes' ? kubernetesSettings.parse(kubernetes ?? {}) : undefined,
    signal,
  });
  const problems = findings.filter(({ state }) => state === 'problem').length;
  console.log(inWords({ json }, { healthy: problems === 0, findings }, report(findings, problems)));
  if (problems > 0) process.exitCode = exitCode.failed;
}

function report(findings: readonly Finding[], problems: number): string {
  const lines = findings.flatMap(({ state, says, fix }) => [
    `${marks[state]} ${says}`,
    ...(fix === undefined ? [] : [`  → ${fix}`]),
  ]);
  const verdict =
    problems === 0
      ? 'Labs can run on this machine.'
      : `Labs can not run here: ${problems === 1 ? 'one problem' : `${problems} problems`}, marked ${marks.problem}.`;
  return [...lines, '', verdict].join('\n');
}
