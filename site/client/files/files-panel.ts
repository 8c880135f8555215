import { h } from '../ui/h.ts';
import { patch } from '../ui/patch.ts';
import type { ApiProblem } from '../http/problem.ts';
import { recall, remember } from '../ui/remembered.ts';
import { followLab } from '../lab/lab-element.ts';
import { isReady } from '../lab/lab-state.ts';
import { problemNote } from '../lab/problem-note.ts';
import type { CodeEditor } from './code-editor.ts';
import { folderOf } from './file-content.ts';
import { askDelete, askMore, askNewFile } from './file-dialogs.ts';
import { followDrops } from './file-drops.ts';
import { treeView } from './file-tree.ts';
import { FilesDesk } from './files-desk.ts';
import { headView, messageView, nodesOf, toolButtons } from './files-view.ts';
import { takeKubeconfig } from './kubeconfig-dialog.ts';
import { openServices } from './services-dialog.ts';
import { uploadInto } from './uploads.ts';
import { SchemaShelf } from './yaml/schema-shelf.ts';
import { parts, t } from './words.ts';

/** Coming back to the panel looks again, but not at every move of the mouse. */
const lookAgainMs = 2000;
const dotsKey = 'files-dots';

/** `<kl-files>`: the files of the workspace, to look at, edit, send and take along. */
export class FilesPanel extends HTMLElement {
  readonly #tools = h('div', { class: 'files-tools' });
  readonly #tree = h('div', { class: 'files-tree', role: 'group', 'aria-label': t('Files') });
  readonly #head = h('div', { class: 'files-head' });
  readonly #note = h('div', { class: 'files-note' });
  readonly #editorHost = h('div', { class: 'files-editor', hidden: true });
  readonly #message = h('div', { class: 'files-message' });
  readonly #picker = h('input', { type: 'file', multiple: true, hidden: true });
  readonly #desk = new FilesDesk(() => this.#loadEditor());
  #life: AbortController | undefined;
  #ready = false;
  #editor: CodeEditor | undefined;
  #shelf: SchemaShelf | undefined;
  #lookedAt = 0;
  #dots = recall(dotsKey) === 'yes';

  connectedCallback(): void {
    const { signal } = (this.#life = new AbortController());
    this.replaceChildren(
      h('div', { class: 'files-side' }, this.#tools, this.#tree),
      h('div', { class: 'files-main' }, this.#head, this.#note, this.#editorHost, this.#message, leave()),
      this.#picker,
    );
    this.#desk.store.subscribe(() => this.#draw());
    followLab(this, signal, (state) => {
      this.#ready = isReady(state);
      const attempt = this.#ready ? state.attempt?.id : undefined;
      this.#desk.enter(attempt, signal);
      if (attempt !== undefined && attempt !== this.#shelf?.attempt)
        this.#shelf = new SchemaShelf(attempt, signal);
      this.#draw();
      if (this.#ready && this.#desk.store.get().tree === undefined) this.#look();
    });
    this.#listen(signal);
  }

  disconnectedCallback(): void {
    this.#life?.abort();
    this.#editor?.destroy();
    this.#editor = undefined;
  }

  /** Nothing is asked while the panel is not on the screen. */
  set shown(shown: boolean) {
    this.hidden = !shown;
    if (shown) this.#look();
  }

  #listen(signal: AbortSignal): void {
    const act = (event: MouseEvent): void => {
      const button = event.target instanceof Element ? event.target.closest('[data-action]') : null;
      if (button instanceof HTMLElement) void this.#act(button.dataset['action'] ?? '');
    };
    const leaving = (event: BeforeUnloadEvent): void => {
      if (this.#ready && this.#desk.hasChanges()) event.preventDefault();
    };
    this.addEventListener('click', act, { signal });
    this.addEventListener('pointerenter', () => this.#look(), { signal });
    this.addEventListener('focusin', (event) => this.#cameFrom(event) && this.#look(), { signal });
    this.#tree.addEventListener('keydown', (event) => this.#walk(event), { signal });
    this.#picker.addEventListener('change', () => this.#picked(), { signal });
    followDrops(this, (folder, files) => this.#ready && void uploadInto(this.#desk, folder, files), signal);
    addEventListener('focus', () => this.#look(), { signal });
    addEventListener('beforeunload', leaving, { signal });
  }

  #cameFrom({ relatedTarget }: FocusEvent): boolean {
    return !(relatedTarget instanceof Node && this.contains(relatedTarget));
  }

  #look(): void {
    if (this.hidden || !this.#ready || Date.now() - this.#lookedAt < lookAgainMs) return;
    this.#lookedAt = Date.now();
    void this.#desk.refresh();
  }

  async #loadEditor(): Promise<CodeEditor> {
    const { CodeEditor: Editor } = await import('./code-editor.ts');
    return (this.#editor ??= new Editor({
      host: this.#editorHost,
      onChange: () => this.#draw(),
      onSave: () => void this.#desk.save(),
      getShelf: () => (this.#ready ? this.#shelf : undefined),
    }));
  }

  async #act(action: string): Promise<void> {
    const [name = '', ...rest] = action.split(':');
    const path = rest.join(':');
    if (name === 'toggle') this.#desk.toggle(path);
    if (name === 'open') await this.#open(path);
    if (name === 'more') await this.#more(path);
    if (name === 'new') await this.#make();
    if (name === 'upload') this.#picker.click();
    if (name === 'reload') await this.#desk.refresh();
    if (name === 'dots') this.#showDots();
    if (name === 'kubeconfig') await this.#outside(takeKubeconfig);
    if (name === 'services') await this.#outside(openServices);
    if (name === 'save') await this.#desk.save();
    if (name === 'close') this.#close();
  }

  async #open(path: string): Promise<void> {
    await this.#desk.open(path);
    const { current, content } = this.#desk.store.get();
    if (current === path && content?.kind === 'text') this.#editor?.focus();
  }

  async #make(): Promise<void> {
    const path = await askNewFile(folderOf(this.#desk.store.get().current ?? ''));
    if (path === undefined) return;
    await this.#desk.make(path);
    if (this.#desk.store.get().current === path) this.#editor?.focus();
  }

  async #more(path: string): Promise<void> {
    const isFile = this.#desk.entry(path)?.kind === 'file';
    const choice = await askMore(path, isFile ? this.#desk.calls?.address(path) : undefined);
    if (choice.kind === 'rename') await this.#desk.rename(path, choice.to);
    if (choice.kind !== 'delete') return;
    const entries = this.#desk.store.get().tree?.entries ?? [];
    const within = entries.filter((entry) => entry.path.startsWith(`${path}/`)).length;
    if (await askDelete(path, within, this.#desk.isChanged(path))) await this.#desk.remove(path);
  }

  async #outside(
    way: (attempt: string, signal: AbortSignal) => Promise<ApiProblem | undefined>,
  ): Promise<void> {
    const [attempt, signal] = [this.#shelf?.attempt, this.#life?.signal];
    if (attempt === undefined || signal === undefined) return;
    this.#desk.store.update({ problem: undefined });
    this.#desk.store.update({ problem: await way(attempt, signal) });
  }

  #picked(): void {
    const files = [...(this.#picker.files ?? [])];
    this.#picker.value = '';
    if (files.length > 0) void uploadInto(this.#desk, '', files);
  }

  #showDots(): void {
    this.#dots = !this.#dots;
    remember(dotsKey, this.#dots ? 'yes' : 'no');
    this.#draw();
  }

  /** Back to the list, on the row that one came from. */
  #close(): void {
    const { current = '' } = this.#desk.store.get();
    this.#desk.close();
    this.#rows()
      .find(({ dataset }) => dataset['action'] === `open:${current}`)
      ?.focus();
  }

  #rows(): HTMLElement[] {
    return [...this.#tree.querySelectorAll<HTMLElement>('.file-name')];
  }

  #walk(event: KeyboardEvent): void {
    const rows = this.#rows();
    const at = rows.findIndex((row) => row === document.activeElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: rows.length - 1 }[event.key];
    const row = at < 0 || to === undefined ? undefined : rows[to];
    if (row === undefined) return;
    event.preventDefault();
    row.focus();
  }

  #draw(): void {
    const state = this.#desk.store.get();
    const { current = '', content, tree, opened } = state;
    const isText = content?.kind === 'text';
    const isChanged = (path: string): boolean => this.#desk.isChanged(path);
    const seen = {
      ready: this.#ready,
      dots: this.#dots,
      changed: isChanged(current),
      entry: this.#desk.entry(current),
      address: this.#desk.calls?.address(current),
    };
    this.toggleAttribute('data-open', state.current !== undefined);
    patch(this.#tools, toolButtons(state, seen));
    patch(
      this.#tree,
      tree === undefined ? [] : treeView({ tree, opened, current, dots: this.#dots, isChanged }),
    );
    patch(this.#head, headView(state, seen));
    patch(this.#note, nodesOf(problemNote(state.problem)));
    this.#editorHost.hidden = !isText;
    this.#message.hidden = isText;
    patch(this.#message, messageView(state, seen));
  }
}

/** The way out of the editor, where it is needed. */
function leave(): HTMLElement {
  const [escape, tab] = [h('kbd', {}, 'Esc'), h('kbd', {}, 'Tab')];
  return h(
    'p',
    { class: 'way-out files-leave' },
    parts('{{escape}} then {{tab}} leaves the editor', { escape, tab }),
  );
}

customElements.define('kl-files', FilesPanel);
