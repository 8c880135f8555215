import { Command } from 'commander';
import type { Environment } from '#containers/contract/environment.ts';
import { Fault } from '#containers/contract/fault.ts';
import { asJson, jsonOption } from '#labs/say.ts';
import { interruptSignal } from './interrupt.ts';
import { openProvider } from './open-provider.ts';
import { dataFolder } from './serve-options.ts';
import { tellList } from './tell-list.ts';

interface EnvOptions {
  readonly dataDir?: string;
  readonly json?: boolean;
  readonly all?: boolean;
}

/** `kindlab env`: what is running on this machine, found by labels alone; no server needs to run. */
export function envCommand(): Command {
  const command = new Command('env').description("learners' environments on this machine");
  command
    .command('list')
    .description('list environments')
    .option('--data-dir <folder>', 'the server whose environments are meant')
    .option(...jsonOption)
    .action((options: EnvOptions) => listEnvironments(options));
  command
    .command('destroy [id]')
    .description('destroy one environment, or all of them')
    .option('--data-dir <folder>', 'the server whose environments are meant')
    .option('--all', 'every environment of that server')
    .option(...jsonOption)
    .action((id: string | undefined, options: EnvOptions) => destroyEnvironments(id, options));
  return command;
}

async function listEnvironments(options: EnvOptions): Promise<void> {
  const signal = interruptSignal();
  const provider = await openProvider(dataFolder(options.dataDir), signal);
  const rows = (await provider.list(signal)).map(row);
  tellList(options, rows, { rows, none: 'No environments.' });
}

function row({ id, lab, owner, state, createdAt, expiresAt }: Environment) {
  return {
    id,
    lab,
    learner: owner.learner,
    attempt: owner.attempt,
    state,
    createdAt: createdAt.toISOString(),
    expiresAt: expiresAt.toISOString(),
  };
}

async function destroyEnvironments(id: string | undefined, options: EnvOptions): Promise<void> {
  const signal = interruptSignal();
  const provider = await openProvider(dataFolder(options.dataDir), signal);
  const there = await provider.list(signal);
  const doomed = there.filter((environment) => options.all === true || environment.id === id);
  if (options.all !== true && doomed.length === 0) throw unknown(id, there);
  for (const environment of doomed) {
    await provider.destroy(environment.id, signal);
    if (options.json !== true) console.log(`destroyed ${environment.id}`);
  }
  if (options.json === true) console.log(asJson({ destroyed: doomed.map((each) => each.id) }));
}

function unknown(id: string | undefined, there: readonly Environment[]): Fault {
  const known = there.map((environment) => environment.id).join(', ');
  return new Fault({
    code: 'NOT_FOUND',
    message: id === undefined ? 'No environment was named.' : `There is no environment ${id}.`,
    hint:
      known === '' ? 'There are none; nothing is left to destroy.' : `Name one of: ${known}; or say --all.`,
  });
}
