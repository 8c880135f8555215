import {
  autocompletion,
  closeCompletion,
  type Completion,
  type CompletionContext,
  type CompletionResult,
} from '@codemirror/autocomplete';
import { linter, lintGutter, lintKeymap, type Diagnostic } from '@codemirror/lint';
import type { Extension } from '@codemirror/state';
import { EditorView, hoverTooltip, keymap, type Tooltip } from '@codemirror/view';
import { h } from '../../ui/h.ts';
import { schemaMarks, syntaxMarks, type Mark } from './find-marks.ts';
import { fieldAt, readManifests, type Manifest } from './manifests.ts';
import { firstOffers, offersFor, typeWord, type Offer } from './offers.ts';
import { fieldNameAt, typingAt } from './place.ts';
import type { SchemaShelf } from './schema-shelf.ts';
import { t } from '../words.ts';

/** Looking at more than this at each key would be felt. */
const mostChars = 128 * 1024;
const lintDelayMs = 400;
const mostDescription = 600;

/** The cluster of the moment; `undefined` while there is none. */
export type GetShelf = () => SchemaShelf | undefined;

/** Completion, descriptions and marks for manifests, from the schemas of the learner's own cluster. */
export function yamlHelp(getShelf: GetShelf): Extension {
  return [
    autocompletion({
      override: [(context) => complete(context, getShelf())],
      icons: false,
      maxRenderedOptions: 60,
      tooltipClass: () => 'yaml-offers',
    }),
    linter((view) => findDiagnostics(view.state.doc.toString(), getShelf()), { delay: lintDelayMs }),
    lintGutter(),
    hoverTooltip((view, at) => describe(view, at, getShelf())),
    keymap.of(lintKeymap),
    // Whoever leaves the editor is done with the list.
    EditorView.domEventHandlers({ blur: (_, view) => void closeCompletion(view) }),
  ];
}

async function complete(
  { state, pos, explicit }: CompletionContext,
  shelf: SchemaShelf | undefined,
): Promise<CompletionResult | null> {
  if (shelf === undefined || state.doc.length > mostChars) return null;
  const typing = typingAt(state.doc.toString(), pos);
  if (typing === undefined || (typing.typed === '' && !explicit)) return null;
  const { kind, document } = typing.manifest;
  const indent =
    / */.exec(
      state.doc
        .lineAt(pos)
        .text.slice(0, typing.from - state.doc.lineAt(pos).from)
        .replaceAll('-', ' '),
    )?.[0] ?? '';
  const atTop = typing.path.length === 1 && ['apiVersion', 'kind'].includes(String(typing.path[0]));
  const known =
    kind === undefined || (typing.what === 'value' && atTop) ? undefined : await shelf.schema(kind);
  const offers =
    known?.state === 'known'
      ? offersFor(typing, known.schema, indent)
      : firstOffers(typing, await shelf.kinds(), document.get('apiVersion'));
  // Enter ends the line of a word that is typed whole.
  if (offers.some(({ label }) => label === typing.typed)) return null;
  return offers.length === 0 ? null : { from: typing.from, options: offers.map(toCompletion) };
}

function toCompletion({ label, apply, detail, info, required }: Offer): Completion {
  return {
    label,
    apply,
    detail: [detail, required && 'required'].filter(Boolean).join(', '),
    boost: required ? 1 : 0,
    ...(info === '' ? {} : { info: () => h('div', { class: 'yaml-info' }, shorten(info)) }),
  };
}

/** What is wrong in a file, as far as that can be known. */
export async function findDiagnostics(
  text: string,
  shelf: SchemaShelf | undefined,
): Promise<readonly Diagnostic[]> {
  if (text.length > mostChars) return [];
  const all = await Promise.all(readManifests(text).map((manifest) => findIn(manifest, shelf)));
  const most = text.length;
  return all
    .flat()
    .map((each) => ({ ...each, from: Math.min(each.from, most), to: Math.min(each.to, most) }));
}

async function findIn(manifest: Manifest, shelf: SchemaShelf | undefined): Promise<readonly Diagnostic[]> {
  const wrong = syntaxMarks(manifest);
  if (wrong.length > 0) return wrong.map((mark) => toDiagnostic(mark, 'error'));
  const { kind, from } = manifest;
  const known = kind === undefined ? undefined : await shelf?.schema(kind);
  if (kind === undefined || known === undefined) return [];
  switch (known.state) {
    case 'known':
      return schemaMarks(manifest, known.schema).map((mark) => toDiagnostic(mark, 'warning'));
    case 'missing': {
      const message = t(
        'Your cluster has no kind {{kind}} in {{apiVersion}}, so nothing here is looked at. `kubectl api-resources` shows what it has.',
        { kind: kind.kind, apiVersion: kind.apiVersion },
      );
      return [toDiagnostic({ from, to: from + 1, message }, 'info')];
    }
    case 'silent':
      return [
        toDiagnostic(
          {
            from,
            to: from + 1,
            message: t(
              'Your cluster does not say what this kind looks like right now, so nothing here is looked at.',
            ),
          },
          'info',
        ),
      ];
  }
}

function toDiagnostic(mark: Mark, severity: Diagnostic['severity']): Diagnostic {
  return { ...mark, severity };
}

async function describe(
  view: EditorView,
  at: number,
  shelf: SchemaShelf | undefined,
): Promise<Tooltip | null> {
  const { doc } = view.state;
  if (shelf === undefined || doc.length > mostChars) return null;
  const place = fieldNameAt(doc.toString(), at);
  const kind = place?.manifest.kind;
  const known = kind && (await shelf.schema(kind));
  if (place === undefined || known?.state !== 'known') return null;
  const field = fieldAt(place.path, known.schema);
  if (field === undefined) return null;
  const words = [h('b', {}, String(place.path.at(-1))), ' ', h('small', {}, typeWord(field))];
  const description = field.description === undefined ? null : h('p', {}, shorten(field.description));
  return {
    pos: place.from,
    end: place.to,
    above: true,
    create: () => ({ dom: h('div', { class: 'yaml-info' }, words, description) }),
  };
}

function shorten(text: string): string {
  return text.length > mostDescription ? `${text.slice(0, mostDescription)} …` : text;
}
