import '../ui/styles-by-script.ts';
import { defaultKeymap, history, historyKeymap, indentWithTab } from '@codemirror/commands';
import { yaml } from '@codemirror/lang-yaml';
import { bracketMatching, indentOnInput, indentUnit, syntaxHighlighting } from '@codemirror/language';
import { highlightSelectionMatches, searchKeymap } from '@codemirror/search';
import { EditorState, type Extension, type Text } from '@codemirror/state';
import { EditorView, highlightActiveLine, keymap, lineNumbers } from '@codemirror/view';
import { classHighlighter } from '@lezer/highlight';
import { editorPhrases } from './editor-phrases.ts';
import { yamlHelp, type GetShelf } from './yaml/yaml-help.ts';
import { t } from './words.ts';

export interface CodeEditorOptions {
  readonly host: HTMLElement;
  readonly onChange: () => void;
  readonly onSave: () => void;
  readonly getShelf: GetShelf;
}

interface Page {
  state: EditorState;
  /** As the server has it. */
  saved: Text;
}

/** CodeMirror on one page per file; what is not saved, and what can be undone, stays while another one is shown. */
export class CodeEditor {
  readonly #view: EditorView;
  readonly #options: CodeEditorOptions;
  readonly #pages = new Map<string, Page>();
  #shown: string | undefined;

  constructor(options: CodeEditorOptions) {
    this.#options = options;
    this.#view = new EditorView({ parent: options.host });
  }

  /** Shows a file as it was left; the first time, with this text. */
  show(path: string, text: string): void {
    const page = this.#pages.get(path) ?? this.#begin(path, text);
    this.#shown = path;
    this.#view.setState(page.state);
  }

  /** What the server has now; typed changes are over, but can be undone. */
  accept(path: string, text: string): void {
    const page = this.#pages.get(path);
    if (page === undefined) return;
    const { doc } = page.state;
    const insert = page.state.toText(text);
    const transaction = page.state.update({ changes: { from: 0, to: doc.length, insert } });
    page.saved = transaction.newDoc;
    if (path === this.#shown) this.#view.dispatch(transaction);
    else page.state = transaction.state;
  }

  /** This text is what the server has now; what was typed since stays. */
  markSaved(path: string, text: string): void {
    const page = this.#pages.get(path);
    if (page !== undefined) page.saved = page.state.toText(text);
    this.#options.onChange();
  }

  textOf(path: string): string {
    return this.#pages.get(path)?.state.sliceDoc() ?? '';
  }

  isChanged(path: string): boolean {
    const page = this.#pages.get(path);
    return page !== undefined && !page.state.doc.eq(page.saved);
  }

  changed(): readonly string[] {
    return [...this.#pages.keys()].filter((path) => this.isChanged(path));
  }

  has(path: string): boolean {
    return this.#pages.has(path);
  }

  move(from: string, to: string): void {
    for (const [path, page] of [...this.#pages]) {
      if (path !== from && !path.startsWith(`${from}/`)) continue;
      const next = `${to}${path.slice(from.length)}`;
      this.#pages.delete(path);
      this.#pages.set(next, page);
      if (this.#shown === path) this.#shown = next;
    }
  }

  forget(path: string): void {
    for (const each of [...this.#pages.keys()]) {
      if (each !== path && !each.startsWith(`${path}/`)) continue;
      this.#pages.delete(each);
      if (this.#shown === each) this.#shown = undefined;
    }
  }

  focus(): void {
    this.#view.focus();
  }

  destroy(): void {
    this.#view.destroy();
  }

  #begin(path: string, text: string): Page {
    const state = EditorState.create({ doc: text, extensions: this.#extensions(path, text) });
    const page = { state, saved: state.doc };
    this.#pages.set(path, page);
    return page;
  }

  #keep(state: EditorState): void {
    const page = this.#shown === undefined ? undefined : this.#pages.get(this.#shown);
    if (page !== undefined) page.state = state;
  }

  #extensions(path: string, text: string): Extension {
    const save = (): boolean => {
      this.#options.onSave();
      return true;
    };
    const letGo = (view: EditorView): boolean => {
      view.setTabFocusMode(true);
      return false;
    };
    return [
      // Every byte is kept: only what ends all lines ends a line.
      EditorState.lineSeparator.of(/\r\n/.test(text) && !/[^\r]\n/.test(text) ? '\r\n' : '\n'),
      EditorState.phrases.of(editorPhrases),
      EditorView.contentAttributes.of({ 'aria-label': t('Text of {{path}}', { path }), tabindex: '0' }),
      EditorView.domEventHandlers({
        focus: (_, view) => {
          view.setTabFocusMode(false);
        },
      }),
      EditorView.updateListener.of(({ docChanged, view }) => {
        this.#keep(view.state);
        if (!docChanged) return;
        // Whoever types is not about to leave.
        view.setTabFocusMode(false);
        this.#options.onChange();
      }),
      lineNumbers(),
      history(),
      indentOnInput(),
      indentUnit.of('  '),
      bracketMatching(),
      highlightActiveLine(),
      highlightSelectionMatches(),
      syntaxHighlighting(classHighlighter),
      /\.ya?ml$/.test(path) ? [yaml(), yamlHelp(this.#options.getShelf)] : [],
      keymap.of([
        { key: 'Mod-s', run: save, preventDefault: true },
        { key: 'Escape', run: letGo },
        indentWithTab,
        ...defaultKeymap,
        ...historyKeymap,
        ...searchKeymap,
      ]),
    ];
  }
}
