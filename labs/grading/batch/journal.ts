import { open, readFile, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Fault } from '#containers/contract/fault.ts';
import { gradeRecord, type GradeRecord } from './record.ts';

/**
 * Results as JSON Lines, which are also what a batch goes on from. A record counts once its line is whole and on the
 * disk; of a line that a killed process left unfinished nothing is kept.
 */
export class Journal {
  readonly #file: FileHandle;
  readonly #records = new Map<string, GradeRecord>();
  #writing: Promise<void> = Promise.resolve();

  private constructor(file: FileHandle, records: readonly GradeRecord[]) {
    this.#file = file;
    for (const record of records) this.#records.set(record.key, record);
  }

  /** Throws Fault CONFIG_INVALID for a file that is no journal. */
  static async open(path: string): Promise<Journal> {
    const file = await open(path, 'a+', 0o600);
    try {
      const whole = wholeLines(await file.readFile('utf8'));
      const records = parseLines(whole, path);
      await file.truncate(Buffer.byteLength(whole));
      await file.sync();
      await syncFolder(dirname(path));
      return new Journal(file, records);
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  /** Oldest first. */
  list(): readonly GradeRecord[] {
    return [...this.#records.values()];
  }

  find(key: string): GradeRecord | undefined {
    return this.#records.get(key);
  }

  /** Resolves when the record is on the disk. */
  append(record: GradeRecord): Promise<void> {
    const written = this.#writing.then(async () => {
      await this.#file.appendFile(`${JSON.stringify(record)}\n`);
      await this.#file.sync();
      this.#records.set(record.key, record);
    });
    // The next one goes on the same; whoever wrote this one is told.
    this.#writing = written.catch(() => undefined);
    return written;
  }

  async close(): Promise<void> {
    await this.#writing;
    await this.#file.close();
  }
}

/** The records of another batch. Throws Fault CONFIG_INVALID when there are none, or the file is no journal. */
export async function readJournal(path: string): Promise<readonly GradeRecord[]> {
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new Fault({
      code: 'CONFIG_INVALID',
      message: `There are no results of grading at ${path}.`,
      hint: 'Name the folder that an earlier batch wrote with --out.',
      cause,
    });
  });
  return parseLines(wholeLines(text), path);
}

function wholeLines(text: string): string {
  return text.slice(0, text.lastIndexOf('\n') + 1);
}

function parseLines(text: string, path: string): readonly GradeRecord[] {
  const lines = text.split('\n').filter((line) => line !== '');
  return lines.map((line, index) => parseLine(line, `${path}:${String(index + 1)}`));
}

function parseLine(line: string, where: string): GradeRecord {
  try {
    return gradeRecord.parse(JSON.parse(line));
  } catch (cause) {
    throw new Fault({
      code: 'CONFIG_INVALID',
      message: `${where} is no result of grading.`,
      hint: 'Give another folder with --out, or remove the damaged line.',
      cause,
    });
  }
}

async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
