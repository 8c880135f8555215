import type { KeyObject } from 'node:crypto';
import { mkdir, open, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Environment } from '#containers/contract/environment.ts';
import { Fault } from '#containers/contract/fault.ts';
import {
  gradeBatch,
  type BatchOptions,
  type BatchSubmission,
  type Grade,
} from '#labs/grading/batch/grade-batch.ts';
import { compareRecords, type RecordChange } from '#labs/grading/batch/compare-records.ts';
import { Journal, readJournal } from '#labs/grading/batch/journal.ts';
import type { GradeRecord } from '#labs/grading/batch/record.ts';
import { toCsv } from '#labs/grading/batch/to-csv.ts';
import { toHtml } from '#labs/grading/batch/to-html.ts';
import { toJunit } from '#labs/grading/batch/to-junit.ts';
import type { Transcript } from '#labs/grading/evidence/observe.ts';
import { publicPem, signingKey } from '#labs/grading/evidence/signing-key.ts';
import { signEvidence, type Platform } from '#labs/grading/evidence/statement.ts';
import { gradeSubmission, prepareStage, type GradeLimits } from '#labs/grading/grade-submission.ts';
import { labHash } from '#labs/grading/lab-hash.ts';
import type { Submission } from '#labs/grading/submissions/read-submission.ts';
import type { Lab } from '#labs/lab.ts';
import { platformOf } from '#site/server/grading/platform.ts';
import { lockDataFolder, type FolderLock } from '#site/server/state/lock-data-folder.ts';
import { GradingEnvironments } from './grading-environments.ts';

const resultsFile = 'results.jsonl';

export interface GradeIntoOptions extends Pick<BatchOptions, 'jobs' | 'retries' | 'onProgress' | 'signal'> {
  /** Absolute folder for results; also names the installation that the environments belong to. */
  readonly out: string;
  /** Of the Ed25519 key that signs evidence; made if absent. */
  readonly keyFile: string;
  readonly limits: GradeLimits;
  /** Results of an earlier batch to compare with; absent: what this folder held before. */
  readonly against?: string | undefined;
}

export interface BatchResult {
  readonly records: readonly GradeRecord[];
  /** What came out otherwise than the time before. */
  readonly changes: readonly RecordChange[];
}

/** One submission, and the lab that it solves. */
export interface HandedIn {
  readonly lab: Lab;
  readonly submission: Submission;
}

/** Grades a batch on real environments; results, evidence and reports go into a folder, and it goes on from there. */
export async function gradeInto(
  handedIn: readonly HandedIn[],
  options: GradeIntoOptions,
): Promise<BatchResult> {
  const { out, keyFile, limits, against, ...batch } = options;
  const others = against === undefined ? undefined : await readJournal(path.join(against, resultsFile));
  const evidence = path.join(out, 'evidence');
  await mkdir(evidence, { recursive: true });
  const lock = await lockDataFolder(out).catch(inUse);
  const journal = await Journal.open(path.join(out, resultsFile));
  const earlier = others ?? journal.list();
  try {
    const key = await signingKey(keyFile);
    await writeFile(path.join(evidence, 'grading.pub'), publicPem(key));
    const environments = await GradingEnvironments.open(out, options.signal);
    const labs = [...new Map(handedIn.map(({ lab }) => [lab.id, lab])).values()];
    const grader = new Grader(labs, environments, limits);
    const signer = new Signer({ folder: evidence, key, platform: await platformOf(environments.bundle) });
    const records = await gradeBatch(await measured(handedIn), {
      ...batch,
      journal,
      grade: grader.grade,
      beforeWrite: (record) => signer.write(record, grader.transcriptOf(record.name)),
    });
    await writeFile(path.join(out, 'junit.xml'), toJunit(records));
    await writeFile(path.join(out, 'results.csv'), toCsv(records));
    await writeFile(
      path.join(out, 'report.html'),
      await toHtml(labs.map(({ title }) => title).join(', '), records),
    );
    const changes = compareRecords(earlier, records);
    await writeFile(path.join(out, 'changes.json'), `${JSON.stringify(changes, null, 2)}\n`);
    return { records, changes };
  } finally {
    await journal.close();
    await lock.release();
  }
}

function measured(handedIn: readonly HandedIn[]): Promise<readonly BatchSubmission[]> {
  const hashes = new Map<string, Promise<string>>();
  return Promise.all(
    handedIn.map(async ({ lab, submission }) => {
      const hash = hashes.get(lab.id) ?? labHash(lab);
      hashes.set(lab.id, hash);
      return { ...submission, lab: lab.id, labHash: await hash };
    }),
  );
}

/** Grades in real environments, and remembers what each submission's last one was seen to be like. */
class Grader {
  readonly #transcripts = new Map<string, Transcript>();
  readonly grade: Grade;

  constructor(labs: readonly Lab[], environments: GradingEnvironments, limits: GradeLimits) {
    this.grade = ({ lab: id, name, files }, signal) => {
      const lab = labs.find((each) => each.id === id);
      if (lab === undefined) throw new Error(`The lab ${id} is none of this batch.`);
      const work = async (environment: Environment) => {
        const stage = await prepareStage(lab, environment, signal);
        try {
          return await gradeSubmission(lab, files, stage, { limits, signal });
        } finally {
          this.#transcripts.set(name, await stage.transcript(signal));
        }
      };
      return environments.use(lab, work, signal);
    };
  }

  transcriptOf(name: string): Transcript {
    const transcript = this.#transcripts.get(name) ?? { observed: [], written: [] };
    this.#transcripts.delete(name);
    return transcript;
  }
}

interface SignerParts {
  readonly folder: string;
  readonly key: KeyObject;
  readonly platform: Platform;
}

class Signer {
  readonly #parts: SignerParts;

  constructor(parts: SignerParts) {
    this.#parts = parts;
  }

  /** Whole or not at all, and on the disk before the verdict counts. */
  async write(record: GradeRecord, transcript: Transcript): Promise<void> {
    const { folder, key, platform } = this.#parts;
    const target = path.join(folder, `${record.name}.json`);
    const file = await open(`${target}.part`, 'w', 0o600);
    try {
      await file.writeFile(signEvidence(record, { platform, transcript }, key));
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(`${target}.part`, target);
  }
}

function inUse(cause: unknown): Promise<FolderLock> {
  throw new Fault({
    code: 'DATA_IN_USE',
    message: 'Another batch is writing its results into this folder.',
    hint: 'Wait until it has ended, or give this one a folder of its own with --out.',
    cause,
  });
}
