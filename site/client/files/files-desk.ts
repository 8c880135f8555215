import type { FileEntry, FileTree } from '#site/protocol/files.ts';
import { ApiProblem, toProblem } from '../http/problem.ts';
import { createStore } from '../store/store.ts';
import { announce } from '../ui/announce.ts';
import type { CodeEditor } from './code-editor.ts';
import { FileCalls } from './file-calls.ts';
import { contentBefore, contentOf, folderOf, nameOf, type Content } from './file-content.ts';
import { askConflict } from './file-dialogs.ts';
import { t } from './words.ts';

export interface FilesState {
  readonly tree: FileTree | undefined;
  readonly opened: ReadonlySet<string>;
  /** The file that is shown, and how. */
  readonly current: string | undefined;
  readonly content: Content | undefined;
  /** What is being done, in a word or two. */
  readonly busy: string | undefined;
  readonly problem: ApiProblem | undefined;
}

/** What the server had when we looked last. */
interface Known {
  readonly etag: string;
  readonly entry: FileEntry | undefined;
}

const atFirst: FilesState = {
  tree: undefined,
  opened: new Set(),
  current: undefined,
  content: undefined,
  busy: undefined,
  problem: undefined,
};
const mostCopies = 20;

/** Does what the learner asks for with the files of an attempt; what was typed is lost by none of it. */
export class FilesDesk {
  readonly store = createStore(atFirst);
  readonly #getEditor: () => Promise<CodeEditor>;
  readonly #known = new Map<string, Known>();
  #editor: CodeEditor | undefined;
  #last: Promise<void> = Promise.resolve();
  #attempt: string | undefined;
  #calls: FileCalls | undefined;

  constructor(getEditor: () => Promise<CodeEditor>) {
    this.#getEditor = getEditor;
  }

  get calls(): FileCalls | undefined {
    return this.#calls;
  }

  /** An attempt that is ready; `undefined` keeps what is shown, to be copied. */
  enter(attempt: string | undefined, signal: AbortSignal): void {
    this.#calls = attempt === undefined ? undefined : new FileCalls(attempt, signal);
    if (attempt === undefined || attempt === this.#attempt) return;
    this.#attempt = attempt;
    for (const path of this.#known.keys()) this.#editor?.forget(path);
    this.#known.clear();
    this.store.update(atFirst);
  }

  entry(path: string): FileEntry | undefined {
    return this.store.get().tree?.entries.find((each) => each.path === path);
  }

  isChanged(path: string): boolean {
    return this.#editor?.isChanged(path) === true;
  }

  hasChanges(): boolean {
    return (this.#editor?.changed() ?? []).length > 0;
  }

  toggle(folder: string): void {
    const opened = new Set(this.store.get().opened);
    if (!opened.delete(folder)) opened.add(folder);
    this.store.update({ opened });
  }

  close(): void {
    this.store.update({ current: undefined, content: undefined });
  }

  /** Asks for the list, and for the open file if it changed in the shell. */
  refresh(): Promise<void> {
    return this.run(t('Looking'), async (calls) => {
      this.store.update({ tree: await calls.list() });
      await this.#followShell(calls);
    });
  }

  open(path: string): Promise<void> {
    return this.run(t('Opening'), async (calls) => {
      const entry = this.entry(path);
      const before = entry && contentBefore(entry);
      const content = this.isChanged(path) ? undefined : (before ?? (await this.#fetch(calls, path)));
      await this.#show(path, content);
    });
  }

  /** Makes a new, empty file and opens it. */
  make(path: string): Promise<void> {
    return this.run(t('Making'), async (calls) => {
      await calls.write(path, new Blob([]), undefined);
      await this.#arrived(calls, path);
      await this.#show(path, await this.#fetch(calls, path));
    });
  }

  save(): Promise<void> {
    const { current } = this.store.get();
    if (current === undefined || !this.isChanged(current)) return Promise.resolve();
    return this.run(t('Saving'), (calls) => this.#write(calls, current, this.#known.get(current)?.etag));
  }

  rename(from: string, to: string): Promise<void> {
    return this.run(t('Renaming'), async (calls) => {
      await calls.rename(from, to);
      this.#editor?.move(from, to);
      for (const [path, known] of [...this.#known]) {
        if (!isWithin(path, from)) continue;
        this.#known.delete(path);
        this.#known.set(moved(path, from, to), known);
      }
      const { current } = this.store.get();
      if (current !== undefined && isWithin(current, from))
        this.store.update({ current: moved(current, from, to) });
      await this.#arrived(calls, to);
      announce(t('Renamed to {{to}}.', { to }));
    });
  }

  remove(path: string): Promise<void> {
    return this.run(t('Deleting'), async (calls) => {
      await calls.remove(path);
      this.#drop(path);
      this.store.update({ tree: await calls.list() });
      announce(t('{{path}} is deleted.', { path }));
    });
  }

  /** Sends a file; `mayReplace` is asked when there is one with its name. Answers whether it is there now. */
  async upload(
    calls: FileCalls,
    path: string,
    file: Blob,
    mayReplace: () => Promise<boolean>,
  ): Promise<boolean> {
    try {
      await calls.write(path, file, undefined);
    } catch (error) {
      if (!isProblem(error, 'FILE_EXISTS') || !(await mayReplace())) {
        if (isProblem(error, 'FILE_EXISTS')) return false;
        throw error;
      }
      await calls.write(path, file, (await calls.read(path)).etag);
    }
    return true;
  }

  /** Makes a path visible after it came to be. */
  async #arrived(calls: FileCalls, path: string): Promise<void> {
    const opened = new Set(this.store.get().opened);
    for (let folder = folderOf(path); folder !== ''; folder = folderOf(folder)) opened.add(folder);
    this.store.update({ tree: await calls.list(), opened });
  }

  async #fetch(calls: FileCalls, path: string): Promise<Content> {
    const { bytes, etag } = await calls.read(path);
    this.#known.set(path, { etag, entry: this.entry(path) });
    return contentOf(bytes);
  }

  /** `content` absent: as it was left. */
  async #show(path: string, content: Content | undefined): Promise<void> {
    if (content !== undefined && content.kind !== 'text') {
      this.store.update({ current: path, content });
      return;
    }
    const editor = (this.#editor ??= await this.#getEditor());
    if (content !== undefined && editor.has(path)) editor.accept(path, content.text);
    editor.show(path, content?.text ?? '');
    this.store.update({ current: path, content: content ?? { kind: 'text', text: '' } });
  }

  async #followShell(calls: FileCalls): Promise<void> {
    const { current, content } = this.store.get();
    const known = current === undefined ? undefined : this.#known.get(current);
    if (current === undefined || content?.kind !== 'text' || known === undefined) return;
    if (this.isChanged(current)) return;
    const entry = this.entry(current);
    if (entry === undefined) {
      this.#drop(current);
      announce(t('{{path}} was deleted in the workspace.', { path: current }));
      return;
    }
    if (entry.changedAt === known.entry?.changedAt && entry.bytes === known.entry.bytes) return;
    const now = await this.#fetch(calls, current);
    // Typed while we asked: then saving has to notice that it was changed.
    if (this.isChanged(current)) this.#known.set(current, known);
    else if (this.#known.get(current)?.etag !== known.etag) {
      await this.#show(current, now);
      announce(
        t('{{path}} was changed in the workspace; the editor shows it as it is now.', { path: current }),
      );
    }
  }

  async #write(calls: FileCalls, path: string, etag: string | undefined): Promise<void> {
    const text = this.#editor?.textOf(path) ?? '';
    try {
      const saved = await calls.write(path, new Blob([text]), etag);
      this.#known.set(path, { etag: saved, entry: undefined });
      this.#editor?.markSaved(path, text);
      await this.#arrived(calls, path);
      announce(t('{{path}} is saved.', { path }));
    } catch (error) {
      if (!isProblem(error, 'FILE_CHANGED') && !isProblem(error, 'FILE_EXISTS')) throw error;
      await this.#settle(calls, path);
    }
  }

  /** The shell has changed the file too: the learner says which one stays. */
  async #settle(calls: FileCalls, path: string): Promise<void> {
    const theirs = await calls.read(path).catch((error: unknown) => {
      if (isProblem(error, 'NOT_FOUND')) return undefined;
      throw error;
    });
    const content = theirs && contentOf(theirs.bytes);
    const words = content?.kind === 'text' ? content.text : t('(not text)');
    const choice = await askConflict(path, theirs && words);
    if (choice === 'replace') return this.#write(calls, path, theirs?.etag);
    if (choice === '') return;
    if (choice === 'copy') announce(t('Yours is in {{copy}}.', { copy: await this.#saveCopy(calls, path) }));
    if (theirs === undefined || content?.kind !== 'text') this.#drop(path);
    else {
      this.#known.set(path, { etag: theirs.etag, entry: undefined });
      this.#editor?.accept(path, content.text);
    }
    await this.#arrived(calls, path);
  }

  async #saveCopy(calls: FileCalls, path: string): Promise<string> {
    const body = new Blob([this.#editor?.textOf(path) ?? '']);
    for (let copy = 1; ; copy += 1) {
      const name = nameOf(path).replace(/(\.[^.]*)?$/, `.mine${copy === 1 ? '' : copy}$1`);
      const beside = [folderOf(path), name].filter((part) => part !== '').join('/');
      try {
        await calls.write(beside, body, undefined);
        return beside;
      } catch (error) {
        if (!isProblem(error, 'FILE_EXISTS') || copy >= mostCopies) throw error;
      }
    }
  }

  #drop(path: string): void {
    this.#editor?.forget(path);
    for (const each of [...this.#known.keys()]) if (isWithin(each, path)) this.#known.delete(each);
    const { current } = this.store.get();
    if (current !== undefined && isWithin(current, path)) this.close();
  }

  /** One thing after the other; what goes wrong is shown, and gone with the next thing. */
  run(what: string, work: (calls: FileCalls) => Promise<void>): Promise<void> {
    this.#last = this.#last.then(() => this.#do(what, work));
    return this.#last;
  }

  async #do(what: string, work: (calls: FileCalls) => Promise<void>): Promise<void> {
    const calls = this.#calls;
    if (calls === undefined) return;
    this.store.update({ busy: what, problem: undefined });
    try {
      await work(calls);
    } catch (error) {
      this.store.update({ problem: toProblem(error) });
    }
    this.store.update({ busy: undefined });
  }
}

function isProblem(error: unknown, code: string): boolean {
  return error instanceof ApiProblem && error.code === code;
}

function isWithin(path: string, folder: string): boolean {
  return path === folder || path.startsWith(`${folder}/`);
}

function moved(path: string, from: string, to: string): string {
  return `${to}${path.slice(from.length)}`;
}
