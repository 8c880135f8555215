#!/usr/bin/env node
import { Command, CommanderError } from 'commander';
import { commands } from './commands.ts';
import { exitCode } from './exit-code.ts';
import { tellFault } from './tell-fault.ts';

const program = new Command('kindlab')
  .description('Interactive training labs with a kind cluster, a Vault and External Secrets for each learner')
  .showHelpAfterError('(--help shows what there is)')
  .exitOverride();
for (const command of commands()) program.addCommand(command.exitOverride());

try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : exitCode.usage;
  else process.exitCode = tellFault(error);
}
