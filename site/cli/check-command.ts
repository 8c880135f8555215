import { Command, InvalidArgumentError } from 'commander';
import type { Probes } from '#checkers/probes/probes.ts';
import { Fault } from '#containers/contract/fault.ts';
import { gradeExercise, pointsOf, type ExerciseResult } from '#labs/grading/grade-exercise.ts';
import { resultTable } from '#labs/grading/result-table.ts';
import type { Lab } from '#labs/lab.ts';
import { loadCatalog } from '#labs/load-catalog.ts';
import { checkHosted } from './check-hosted.ts';
import { openTarget, type TargetOptions } from './check-target.ts';
import { exitCode } from './exit-code.ts';
import { interruptSignal } from './interrupt.ts';
import { tellFault } from './tell-fault.ts';

interface CheckOptions extends TargetOptions {
  readonly wait: number;
  readonly look?: boolean;
  readonly json?: boolean;
  readonly server?: string;
  readonly attempt?: string;
  readonly tokenFile?: string;
}

/** `kindlab check`: the verdict of the site, about any cluster and Vault. */
export function checkCommand(): Command {
  return new Command('check')
    .description('check a lab or one exercise, in a hosted environment or any cluster')
    .argument('<lab[/exercise]>', 'such as static-sync or static-sync/sync-secret')
    .option('--kubeconfig <file>', 'the cluster; default $KUBECONFIG, then ~/.kube/config')
    .option('--context <name>', 'a context of the kubeconfig')
    .option('--allow-programs', 'let the kubeconfig run programs to log in')
    .option('--vault-addr <url>', 'Vault as seen from here; default $VAULT_ADDR')
    .option('--vault-token-file <file>', 'a token that may do everything; default $VAULT_TOKEN')
    .option('--vault-in-cluster <url>', 'the same Vault as seen by pods', 'http://vault.vault.svc:8200')
    .option('--values <file>', "the attempt's values, JSON or YAML")
    .option('--environment <id>', 'a hosted environment, instead of a kubeconfig and Vault')
    .option('--data-dir <folder>', 'the server whose environment is meant')
    .option('--database-url <url>', 'its PostgreSQL, where it has one')
    .option('--server <url>', 'a Kindlab server that hosts the attempt, and checks it by its API')
    .option('--attempt <id>', 'the attempt there')
    .option('--token-file <file>', 'a token for it (`kindlab token create`); default $KINDLAB_TOKEN')
    .option('--wait <seconds>', 'how long to wait in all for what settles', parseSeconds, 120)
    .option('--look', 'only look: no challenges, no waiting, nothing is changed')
    .option('--json', 'machine-readable')
    .action(async (what: string, options: CheckOptions) => {
      process.exitCode = await check(what, options).catch(tell);
    });
}

async function check(what: string, options: CheckOptions): Promise<number> {
  const { lab, results: found } = await judged(what, options, interruptSignal());
  const results: ExerciseResult[] = [];
  for await (const result of found) {
    results.push(result);
    if (options.json !== true) console.log(`${resultTable(result)}\n`);
  }
  const total = pointsOf(results.flatMap(({ report }) => report.checks));
  if (options.json === true)
    console.log(JSON.stringify({ format: 1, lab, ...total, exercises: results }, null, 2));
  else console.log(`${String(total.points)} of ${String(total.of)} points.`);
  return codeOf(results);
}

interface Judged {
  readonly lab: string;
  readonly results: AsyncIterable<ExerciseResult> | Iterable<ExerciseResult>;
}

/** By the server that hosts an attempt, or by us. */
async function judged(what: string, options: CheckOptions, signal: AbortSignal): Promise<Judged> {
  const { server, attempt, tokenFile } = options;
  if (server !== undefined || attempt !== undefined) {
    if (server === undefined || attempt === undefined) throw usage('--server and --attempt go together.');
    if (options.look === true) throw usage('With --server there is no --look: the server always proves.');
    const [lab = '', exercise] = what.split('/');
    const named = { server, ...(tokenFile === undefined ? {} : { tokenFile }) };
    return { lab, results: await checkHosted({ ...named, attempt, lab, exercise }, signal) };
  }
  const { lab, exercises } = await find(what);
  const probes = await openTarget(lab, options, signal);
  return { lab: lab.id, results: grade(lab, exercises, { probes, options, signal }) };
}

function usage(message: string): Fault {
  return new Fault({ code: 'CONFIG_INVALID', message, hint: '`kindlab check --help` explains the options.' });
}

/** One after the other: a later exercise may need what an earlier one's challenge puts back. */
async function* grade(
  lab: Lab,
  exercises: readonly string[],
  { probes, options, signal }: { probes: Probes; options: CheckOptions; signal: AbortSignal },
): AsyncGenerator<ExerciseResult> {
  const end = performance.now() + options.wait * 1000;
  const mode = options.look === true ? 'live' : 'full';
  for (const exercise of exercises) {
    const waitMs = Math.max(0, end - performance.now());
    yield await gradeExercise(lab, exercise, probes, { mode, waitMs, signal });
  }
}

async function find(what: string): Promise<{ lab: Lab; exercises: readonly string[] }> {
  const [labId = '', exerciseId] = what.split('/');
  const lab = (await loadCatalog()).getLab(labId);
  const all = lab.exercises.map(({ id }) => id);
  if (exerciseId === undefined) return { lab, exercises: all };
  if (all.includes(exerciseId)) return { lab, exercises: [exerciseId] };
  throw new Fault({
    code: 'NOT_FOUND',
    message: `The lab ${labId} has no exercise "${exerciseId.slice(0, 60)}".`,
    hint: `It has: ${all.join(', ')}.`,
  });
}

/** Ours before theirs: a score with a hole in it is no score. A claim that differs outweighs one that settles. */
export function codeOf(results: readonly ExerciseResult[]): number {
  const kinds = new Set(results.flatMap(({ report }) => report.checks.map(({ outcome }) => outcome.kind)));
  if (kinds.has('broken')) return exitCode.broken;
  if (kinds.has('failed') || kinds.has('blocked')) return exitCode.failed;
  return kinds.has('settling') ? exitCode.settling : exitCode.done;
}

/** Nothing was judged: never the code of a wrong answer. */
function tell(error: unknown): number {
  const usage = error instanceof Fault && (error.code === 'CONFIG_INVALID' || error.code === 'NOT_FOUND');
  tellFault(error);
  return usage ? exitCode.usage : exitCode.broken;
}

function parseSeconds(text: string): number {
  if (/^\d{1,4}$/.test(text) && Number(text) <= 3600) return Number(text);
  throw new InvalidArgumentError('expected seconds, 0 to 3600');
}
