import { readFile } from 'node:fs/promises';
import { Command } from 'commander';
import { Fault } from '#containers/contract/fault.ts';
import { publicKey } from '#labs/grading/evidence/signing-key.ts';
import type { AuditExcerpt } from '#labs/grading/evidence/audit-excerpt.ts';
import { verifyEvidence, type EvidenceVerdict } from '#labs/grading/evidence/statement.ts';
import { readSubmission } from '#labs/grading/submissions/read-submission.ts';
import { inWords } from '#labs/say.ts';
import { exitCode } from './exit-code.ts';

interface VerifyOptions {
  readonly key: string;
  readonly submission?: string;
  readonly ref?: string;
  readonly json?: boolean;
}

/** `kindlab evidence`: what was signed about a submission, and whether anything in it was changed. */
export function evidenceCommand(): Command {
  const command = new Command('evidence').description('signed evidence about graded submissions');
  command
    .command('verify <file>')
    .description('say whether evidence is as it was signed; needs no network; exit code 1 when it is not')
    .requiredOption('--key <file>', 'public key of the grader, PEM')
    .option('--submission <address>', 'also whether it is about these files')
    .option('--ref <name>', 'of a submission that is a git repository')
    .option('--json', 'print what was signed as JSON')
    .action(async (file: string, options: VerifyOptions) => {
      const found = await verify(file, options);
      console.log(inWords(options, found, describe(found)));
      if (!found.authentic) process.exitCode = exitCode.failed;
    });
  return command;
}

async function verify(file: string, { key, submission, ref }: VerifyOptions): Promise<EvidenceVerdict> {
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new Fault({
      code: 'CONFIG_INVALID',
      message: `The evidence could not be read: ${String(cause)}`,
      hint: 'Batches write theirs into `evidence/` of their folder.',
    });
  });
  const found = verifyEvidence(text, await publicKey(key));
  if (!found.authentic || submission === undefined) return found;
  const { sha256 } = await readSubmission({ address: submission, ref });
  return found.statement.subject[0].digest.sha256 === sha256
    ? found
    : { authentic: false, why: `It is authentic, but not about the files of ${submission}.` };
}

function describe(found: EvidenceVerdict): string {
  if (!found.authentic) return `Not authentic. ${found.why}`;
  const { subject, predicate } = found.statement;
  const { verdict, lab, endedAt, audit } = predicate;
  const said =
    verdict.kind === 'graded' || verdict.kind === 'checked'
      ? `${verdict.points} of ${verdict.of} points`
      : `${verdict.kind}: ${verdict.why}`;
  return `Authentic: ${subject[0].name}, lab ${lab.id}, ${endedAt}: ${said}.${describeAudit(audit)}`;
}

function describeAudit(audit: AuditExcerpt | undefined): string {
  if (audit === undefined) return '';
  if (audit.state === 'unread') return `\nVault's audit log could not be read: ${audit.why}`;
  const { lines, sha256, last } = audit;
  return `\nVault's audit log: ${lines} lines, SHA-256 ${sha256}; --json shows the last ${last.length} requests.`;
}
