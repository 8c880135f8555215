import { fromMarkdown } from 'mdast-util-from-markdown';
import { convertHtml, escapeText, unbalanced } from './convert-html.ts';
import { fenceMarks, markFences, markOf } from './mark-fences.ts';

type Root = ReturnType<typeof fromMarkdown>;
type Node = Root | Root['children'][number];

/** A block that the learner clicked to run. */
export interface Command {
  readonly text: string;
  /** It stopped the one before it, which therefore would not have ended by itself. */
  readonly interrupts: boolean;
}

export interface ConvertedPage {
  /** MDX, without a final newline. */
  readonly mdx: string;
  readonly commands: readonly Command[];
  /** Paths of images, as the text names them. */
  readonly images: readonly string[];
  /** What did not map. */
  readonly notes: readonly string[];
}

export interface PageOptions {
  /** Where an image is to be found by the page; undefined: it can't be shown. */
  readonly imageUrl: (path: string) => string | undefined;
}

/** A piece of the source, by offsets, and what takes its place. */
interface Edit {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

/** Where inline code can be cut out of its paragraph to become a block. */
const roomForBlocks = new Set(['root', 'list', 'listItem', 'paragraph']);

/**
 * Markdown of Killercoda as MDX of a lab page: `{{exec}}` becomes a Run button, and what MDX would stumble over is
 * escaped. Everything else stays as its author wrote it.
 */
export function convertPage(markdown: string, options: PageOptions): ConvertedPage {
  const source = markFences(markdown.trim());
  const page = new PageConversion(source, options);
  page.visit(fromMarkdown(source), []);
  return page.finish();
}

class PageConversion {
  readonly #source: string;
  readonly #options: PageOptions;
  readonly #edits: Edit[] = [];
  readonly #commands: Command[] = [];
  readonly #images: string[] = [];
  readonly #notes = new Set<string>();

  constructor(source: string, options: PageOptions) {
    this.#source = source;
    this.#options = options;
  }

  visit(node: Node, parents: readonly Node[]): void {
    if (node.type === 'code') this.#block(node);
    else if (node.type === 'inlineCode') this.#inlineCode(node, parents);
    else if (node.type === 'html')
      this.#replace(
        node,
        convertHtml(this.#textOf(node), (name) => this.#note(`<${name}> was left out; its text stays`)),
      );
    else if (node.type === 'image') this.#image(node);
    else if (node.type === 'link' && this.#link(node)) return;
    else if (node.type === 'text') this.#text(node);
    if ('children' in node) for (const child of node.children) this.visit(child, [...parents, node]);
  }

  finish(): ConvertedPage {
    let mdx = this.#source;
    for (const { from, to, text } of this.#edits.toSorted((a, b) => b.from - a.from))
      mdx = `${mdx.slice(0, from)}${text}${mdx.slice(to)}`;
    for (const element of unbalanced(mdx)) {
      mdx = mdx.replaceAll(new RegExp(`</?${element}>`, 'g'), '');
      this.#note(`<${element}> is not closed where it has to be, and was left out`);
    }
    return {
      mdx: mdx.replaceAll(/\n{3,}/g, '\n\n').trim(),
      commands: this.#commands,
      images: this.#images,
      notes: [...this.#notes],
    };
  }

  #block(node: Extract<Node, { type: 'code' }>): void {
    const marks = (node.meta ?? '').split(/\s+/);
    const interrupts = marks.includes(fenceMarks.interrupt);
    const runs = interrupts || marks.includes(fenceMarks.exec);
    if (runs) this.#command(node.value, interrupts);
    const meta = marks.filter((mark) => !Object.values<string>(fenceMarks).includes(mark)).join(' ');
    const language = runs ? 'bash' : (node.lang ?? 'text').replace(/^plain$/, 'text');
    const info = [language, ...(runs ? ['run'] : []), ...(meta === '' ? [] : [meta])].join(' ');
    this.#replace(node, fenced(node.value, info, indentOf(node)));
  }

  #inlineCode(node: Extract<Node, { type: 'inlineCode' }>, parents: readonly Node[]): void {
    const end = offsets(node).to;
    const marker = /^\{\{([^}]*)\}\}/.exec(this.#source.slice(end));
    if (marker === null) return;
    const mark = markOf(marker[1] ?? '');
    const to = end + marker[0].length;
    if (mark === fenceMarks.other) {
      this.#edits.push({ from: end, to, text: '' });
      return;
    }
    this.#command(node.value, mark === fenceMarks.interrupt);
    const paragraph = parents.at(-1);
    if (paragraph === undefined || !this.#hasRoom(parents)) {
      this.#note(
        `\`${node.value}\` can be clicked in a heading, a table or a quotation; here it is plain code`,
      );
      this.#edits.push({ from: end, to, text: '' });
      return;
    }
    const indent = indentOf(paragraph);
    const pad = ' '.repeat(indent);
    // What follows on the same line becomes a paragraph of its own.
    const spaces = /^[ \t]*\n?[ \t]*/.exec(this.#source.slice(to))?.[0].length ?? 0;
    const text = `\n\n${pad}${fenced(node.value, 'bash run', indent)}\n\n${pad}`;
    this.#edits.push({ from: offsets(node).from, to: to + spaces, text });
  }

  /** Tables are plain paragraphs to this parser; the row of dashes below their head gives them away. */
  #hasRoom(parents: readonly Node[]): boolean {
    return parents.every(
      (node) =>
        roomForBlocks.has(node.type) &&
        !(node.type === 'paragraph' && /^[ \t]*\|?[ \t]*:?-+:?[ \t]*\|[-:| \t]*$/m.test(this.#textOf(node))),
    );
  }

  #image(node: Extract<Node, { type: 'image' }>): void {
    if (/^https?:/.test(node.url)) {
      this.#note(
        `the image ${node.url} lies on another server, and was left out: a page works without a network`,
      );
      this.#replace(node, escapeText(node.alt ?? ''));
      return;
    }
    const url = this.#options.imageUrl(node.url);
    if (url === undefined) {
      this.#note(`the image ${node.url} is not in the scenario, and was left out`);
      this.#replace(node, escapeText(node.alt ?? ''));
      return;
    }
    this.#images.push(node.url);
    this.#replace(node, `![${escapeText(node.alt ?? '')}](${url})`);
  }

  /** Answers whether the link is dealt with, and what is in it need not be visited. */
  #link(node: Extract<Node, { type: 'link' }>): boolean {
    const source = this.#textOf(node);
    const traffic = /^\{\{TRAFFIC_(.+)\}\}/.exec(decodeURI(node.url))?.[1];
    const words = node.children.map((child) => ('value' in child ? child.value : '')).join('');
    if (traffic !== undefined) {
      this.#replace(node, `${escapeText(words)} (${this.#port(traffic)})`);
      return true;
    }
    // <https://…> is an element to MDX.
    if (!source.startsWith('<')) return false;
    this.#replace(node, `[${escapeText(words)}](${node.url})`);
    return true;
  }

  #text(node: Extract<Node, { type: 'text' }>): void {
    const { from, to } = offsets(node);
    // A marker right behind code belongs to that.
    const behindCode =
      this.#source[from - 1] === '`'
        ? (/^\{\{[^}]*\}\}[ \t]*\n?[ \t]*/.exec(this.#source.slice(from, to))?.[0].length ?? 0)
        : 0;
    const text = this.#source
      .slice(from + behindCode, to)
      .replaceAll(/\{\{TRAFFIC_([A-Z0-9_]+)\}\}/g, (_, what: string) => this.#port(what));
    // At the beginning of a line MDX would take them for code.
    const plain = escapeText(text).replace(
      /^(i)mport |^(e)xport /,
      (word) => `&#${String(word.charCodeAt(0))};${word.slice(1)}`,
    );
    this.#edits.push({ from: from + behindCode, to, text: plain });
  }

  /** `HOST1_30080` → a word for the port, and a note. */
  #port(traffic: string): string {
    const port = /_(\d+)$/.exec(traffic)?.[1];
    this.#note(
      `{{TRAFFIC_${traffic}}} opened a port in the browser; here: \`kubectl port-forward\` and \`curl\` in the terminal`,
    );
    return port === undefined ? 'its port' : `port ${port}`;
  }

  #command(text: string, interrupts: boolean): void {
    this.#commands.push({ text: text.trim(), interrupts });
    if (interrupts) this.#note('a block pressed Ctrl-C first; here the learner has to');
  }

  #replace(node: Node, text: string): void {
    this.#edits.push({ ...offsets(node), text });
  }

  #textOf(node: Node): string {
    const { from, to } = offsets(node);
    return this.#source.slice(from, to);
  }

  #note(text: string): void {
    this.#notes.add(text);
  }
}

function offsets({ position }: Node): { readonly from: number; readonly to: number } {
  return { from: position?.start.offset ?? 0, to: position?.end.offset ?? 0 };
}

/** Columns before a block: what stands in a list goes on under its item. */
function indentOf({ position }: Node): number {
  return (position?.start.column ?? 1) - 1;
}

function fenced(code: string, info: string, indent: number): string {
  const longest = Math.max(2, ...[...code.matchAll(/`+/g)].map(([ticks]) => ticks.length));
  const fence = '`'.repeat(longest + 1);
  return [`${fence}${info}`, ...code.split('\n'), fence].join(`\n${' '.repeat(indent)}`);
}
