import { hopDetails, secretTrace, type SecretTraceView } from '#site/protocol/trace.ts';
import { listen, on, type Link } from '../http/events.ts';
import { toProblem, type ApiProblem } from '../http/problem.ts';
import { request } from '../http/request.ts';
import { announce } from '../ui/announce.ts';
import { h, type Child } from '../ui/h.ts';
import { showHop } from './hop-dialog.ts';
import { LabPart } from './lab-part.ts';
import { isReady, type LabState } from './lab-state.ts';
import { problemNote } from './problem-note.ts';
import { chainRow, hopInWords } from './trace-hop.ts';
import { t } from './words.ts';

const mostNews = 4;
const detailsDeadlineMs = 30_000;

/** `<kl-trace>`: where the learner's secrets are on their way, live while it is shown. */
export class TracePanel extends LabPart {
  #trace: SecretTraceView | undefined;
  #link: Link = 'connecting';
  #following: { readonly attempt: string; readonly stop: AbortController } | undefined;
  #problem: ApiProblem | undefined;
  #asking: string | undefined;
  #attempt: string | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    this.countTime(1000);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#unfollow();
  }

  /** Nothing is watched while the panel is not on the screen. */
  set shown(shown: boolean) {
    this.hidden = !shown;
    this.#follow();
    this.refresh();
  }

  protected view(state: LabState): readonly Node[] {
    if (this.hidden) return [];
    const body = h('div', {
      class: 'trace-scroll',
      tabindex: 0,
      role: 'group',
      'aria-label': t('Secret trace'),
    });
    body.append(
      ...this.#content(state).filter((child): child is HTMLElement => child instanceof HTMLElement),
    );
    return [body];
  }

  protected override changed(state: LabState): void {
    this.#attempt = isReady(state) ? state.attempt?.id : undefined;
    this.#follow();
  }

  protected act(action: string): void {
    if (action.startsWith('hop:')) void this.#open(action.slice('hop:'.length));
  }

  #content(state: LabState): Child[] {
    if (!isReady(state)) return [h('p', {}, t('The way of your secrets shows here while the lab runs.'))];
    const trace = this.#trace;
    if (trace === undefined) return [h('p', {}, t('Looking into your cluster…'))];
    const now = Date.now();
    return [
      this.#link === 'lost' && h('p', { class: 'trace-old' }, t('Not connected; what you see may be old.')),
      trace.trouble !== undefined && problemNote(trace.trouble),
      problemNote(this.#problem),
      trace.chains.length === 0 &&
        trace.trouble === undefined &&
        h(
          'p',
          {},
          t(
            'Your cluster has no SecretStore and no ExternalSecret. The picture draws itself as they appear.',
          ),
        ),
      ...trace.chains.map((chain) => chainRow(chain, now, (id) => id === this.#asking)),
      trace.more > 0 && h('p', {}, t('{{more}} more are not shown.', { more: trace.more })),
    ];
  }

  #follow(): void {
    const wanted = this.hidden ? undefined : this.#attempt;
    if (this.#following?.attempt === wanted) return;
    this.#unfollow();
    if (wanted === undefined) return;
    const stop = new AbortController();
    this.#following = { attempt: wanted, stop };
    listen({
      path: `/api/attempts/${wanted}/trace/events`,
      handlers: [
        on('trace', secretTrace, (trace) => this.#receive(this.controller?.inWords.trace(trace) ?? trace)),
      ],
      onLink: (link) => {
        this.#link = link;
        this.refresh();
      },
      onRefused: () => undefined,
      signal: stop.signal,
    });
  }

  #unfollow(): void {
    this.#following?.stop.abort();
    this.#following = undefined;
    this.#trace = undefined;
  }

  #receive(trace: SecretTraceView): void {
    const before = this.#trace;
    this.#trace = trace;
    this.refresh();
    if (before !== undefined) tellChanges(before, trace);
  }

  async #open(id: string): Promise<void> {
    if (this.#attempt === undefined || this.#asking !== undefined) return;
    this.#asking = id;
    this.#problem = undefined;
    this.refresh();
    try {
      const path = `/api/attempts/${this.#attempt}/trace/hop?id=${encodeURIComponent(id)}`;
      const signal = AbortSignal.timeout(detailsDeadlineMs);
      showHop(await request({ path, schema: hopDetails, signal }));
    } catch (error) {
      this.#problem = toProblem(error);
    }
    this.#asking = undefined;
    this.refresh();
  }
}

/** Hops in words, by id. */
function wordsOf({ chains }: SecretTraceView): ReadonlyMap<string, string> {
  const stages = chains.flatMap((chain) => chain.stages);
  return new Map(
    stages.flatMap(({ kind, hops }) => hops.map((hop) => [hop.id, hopInWords(kind, hop)] as const)),
  );
}

function tellChanges(before: SecretTraceView, after: SecretTraceView): void {
  const old = wordsOf(before);
  const now = wordsOf(after);
  const changed = [...now].filter(([id, words]) => old.get(id) !== words).map(([, words]) => words);
  const gone = [...old]
    .filter(([id]) => !now.has(id))
    .map(([, words]) => t('{{hop}}: gone', { hop: words.split(': ')[0] ?? '' }));
  const news = [...changed, ...gone];
  if (news.length === 0) return;
  const rest =
    news.length > mostNews ? ` ${t('And {{count}} more.', { count: news.length - mostNews })}` : '';
  announce(`${news.slice(0, mostNews).join('. ')}.${rest}`);
}

customElements.define('kl-trace', TracePanel);
