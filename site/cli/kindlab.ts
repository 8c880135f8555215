#!/usr/bin/env node
import { Command, CommanderError } from 'commander';
import { backupCommand, restoreCommand } from './backup-command.ts';
import { bundleCommand } from './bundle-command.ts';
import { configCommand } from './config-command.ts';
import { doctorCommand } from './doctor-command.ts';
import { checkCommand } from './check-command.ts';
import { gradeCommand } from './grade-command.ts';
import { cohortCommand } from './cohort-command.ts';
import { envCommand } from './env-command.ts';
import { evidenceCommand } from './evidence-command.ts';
import { exitCode } from './exit-code.ts';
import { labsCommand } from './labs-command.ts';
import { planCommand } from './plan-command.ts';
import { quizCommand } from './quiz-command.ts';
import { reportsCommand } from './reports-command.ts';
import { serveCommand } from './serve-command.ts';
import { tokenCommand } from './token-command.ts';
import { tellFault } from './tell-fault.ts';

const program = new Command('kindlab')
  .description('Interactive training labs with a kind cluster, a Vault and External Secrets for each learner')
  .showHelpAfterError('(--help shows what there is)')
  .exitOverride();
for (const command of [
  serveCommand(),
  doctorCommand(),
  configCommand(),
  bundleCommand(),
  envCommand(),
  labsCommand(),
  quizCommand(),
  reportsCommand(),
  checkCommand(),
  gradeCommand(),
  evidenceCommand(),
  cohortCommand(),
  planCommand(),
  backupCommand(),
  restoreCommand(),
  tokenCommand(),
])
  program.addCommand(command.exitOverride());

try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : exitCode.usage;
  else process.exitCode = tellFault(error);
}
