import type { Command } from 'commander';
import { backupCommand, restoreCommand } from './backup-command.ts';
import { bundleCommand } from './bundle-command.ts';
import { configCommand } from './config-command.ts';
import { doctorCommand } from './doctor-command.ts';
import { checkCommand } from './check-command.ts';
import { gradeCommand } from './grade-command.ts';
import { cohortCommand } from './cohort-command.ts';
import { envCommand } from './env-command.ts';
import { evidenceCommand } from './evidence-command.ts';
import { imageCommand } from './image-command.ts';
import { labsCommand } from './labs-command.ts';
import { ltiCommand } from './lti-command.ts';
import { planCommand } from './plan-command.ts';
import { quizCommand } from './quiz-command.ts';
import { reportsCommand } from './reports-command.ts';
import { serveCommand } from './serve-command.ts';
import { tokenCommand } from './token-command.ts';

/** Everything that `kindlab` can be asked to do. */
export function commands(): readonly Command[] {
  return [
    serveCommand(),
    doctorCommand(),
    configCommand(),
    bundleCommand(),
    imageCommand(),
    envCommand(),
    labsCommand(),
    quizCommand(),
    reportsCommand(),
    checkCommand(),
    gradeCommand(),
    evidenceCommand(),
    cohortCommand(),
    planCommand(),
    ltiCommand(),
    backupCommand(),
    restoreCommand(),
    tokenCommand(),
  ];
}
