import type { AttemptView } from '#site/protocol/api.ts';
import { signInHref } from '../account/session.ts';
import { pageHref } from '../language/page-language.ts';
import { h, type Child } from '../ui/h.ts';
import { icon } from '../ui/icons.ts';
import { inWords } from '../ui/duration.ts';
import { inGiB } from '../ui/gib.ts';
import { inFull } from '../ui/in-full.ts';
import { LabPart } from './lab-part.ts';
import { isReady, type LabState } from './lab-state.ts';
import { problemNote } from './problem-note.ts';
import { stepList } from './step-list.ts';
import { parts, t } from './words.ts';

function heading(text: string): HTMLElement {
  return h('h2', { class: 'start-title' }, text);
}

function actionButton(
  state: LabState,
  action: 'resume' | 'retry' | 'start',
  words: readonly [string, string],
): HTMLElement {
  const busy = state.busy.has(action);
  const off = busy || state.lab === undefined;
  return h(
    'button',
    {
      type: 'button',
      class: `kl-button primary large${busy ? ' busy' : ''}`,
      'data-action': action,
      'data-key': action,
      'aria-disabled': off,
    },
    words[busy ? 1 : 0],
  );
}

function startButton(state: LabState, words: string): HTMLElement {
  return actionButton(state, 'start', [words, t('Starting…')]);
}

/** Why no lab can start here, and the way on. */
function runtimeFault(state: LabState): Child[] {
  return [
    problemNote(state.runtime?.error),
    h('p', { class: 'start-go' }, actionButton(state, 'retry', [t('Try again'), t('Trying…')])),
    problemNote(state.problems['retry']),
  ];
}

function runtimeSteps(state: LabState): Child {
  const { runtime } = state;
  if (runtime === undefined || runtime.steps.length === 0) return h('p', {}, t('Asking how far it is…'));
  return stepList({
    label: t('Preparation'),
    steps: runtime.steps,
    etaMs: runtime.etaMs,
    at: state.runtimeAt,
  });
}

/** What the machine still has to fetch and build before any lab can start. */
function runtimeNote(state: LabState): Child {
  const { runtime } = state;
  if (runtime === undefined || runtime.state === 'ready') return undefined;
  if (runtime.state === 'failed') return runtimeFault(state);
  return [
    h(
      'p',
      { class: 'start-aside' },
      t(
        'This machine is still preparing what labs are made of. Start now: the lab goes on by itself when that is done.',
      ),
    ),
    runtimeSteps(state),
  ];
}

function idle(state: LabState): Child[] {
  const minutes = state.lab?.minutes;
  return [
    heading(t('Your own cluster, one press away')),
    h(
      'ul',
      { class: 'start-list' },
      h('li', {}, icon('pass'), t('A Kubernetes cluster and a Vault that nobody else touches')),
      h('li', {}, icon('pass'), t('A shell with kubectl, helm, vault, jq and an editor')),
      h('li', {}, icon('pass'), t('Checks that look at the cluster, not at your typing')),
    ),
    h(
      'p',
      { class: 'start-go' },
      startButton(state, t('Start lab')),
      minutes !== undefined && h('span', {}, t('about {{time}}', { time: inWords(minutes * 60_000) })),
    ),
    runtimeNote(state),
    problemNote(state.problems['start']),
  ];
}

function waiting(state: LabState): Child[] {
  if (state.runtime?.state === 'failed') {
    return [heading(t('This machine could not be prepared')), runtimeFault(state)];
  }
  return [
    heading(t('Preparing this machine')),
    h('p', {}, t('This happens once. The lab starts by itself when it is done; read on meanwhile.')),
    runtimeSteps(state),
  ];
}

type EnvironmentView<State> = Extract<AttemptView['environment'], { readonly state: State }>;

type Interrupted = NonNullable<EnvironmentView<'parked'>['interrupted']>;

/** What a restart of the machine cost, said before the learner goes on. */
function whatIsKept({ shells, vault }: Interrupted): readonly Child[] {
  return [
    t('The machine under this lab, or its Docker engine, has restarted.'),
    ' ',
    ...howVaultIs(vault),
    shells ? ` ${t('What ran in your shells has ended.')}` : '',
  ];
}

function howVaultIs(vault: Interrupted['vault']): readonly Child[] {
  if (vault === undefined) return [t('Files and cluster come back, and Vault as you left it.')];
  if (vault === 'empty')
    return [t('Files and cluster come back, but Vault starts empty: nothing of it was kept.')];
  return parts('Files and cluster come back, and Vault as it was on {{time}}.', {
    time: h('time', { datetime: vault }, inFull(vault)),
  });
}

/** Why it was stopped, and how to get out of that. */
function howItIsEmptied({ usedMiB, limitMiB }: NonNullable<EnvironmentView<'parked'>['full']>): string {
  const used = inGiB(usedMiB);
  const why =
    limitMiB === undefined
      ? t(
          'The disk of this machine is nearly full, and this lab, which takes {{used}} of it, has written most. So it was stopped.',
          { used },
        )
      : t('It takes {{used}} of disk, and {{limit}} is what it may take. So it was stopped.', {
          used,
          limit: inGiB(limitMiB),
        });
  const what = t(
    'When you go on, what runs in your shells has ended, and your pods start anew and empty. Delete what you do not need from your home folder then, or the lab is stopped again. Or end it and start it anew.',
  );
  return `${why} ${what}`;
}

type Parked = EnvironmentView<'parked'>;

function parkedTitle({ full, interrupted }: Parked): string {
  if (full !== undefined) return t('This lab has filled its disk');
  return interrupted === undefined ? t('This lab is put aside') : t('This lab was interrupted');
}

function howItIs({ full, interrupted }: Parked): Child {
  if (full !== undefined) return howItIsEmptied(full);
  return interrupted === undefined
    ? t('Files, cluster, Vault and shells are as you left them.')
    : whatIsKept(interrupted);
}

function parked(state: LabState, view: Parked): Child[] {
  const { until, error } = view;
  return [
    heading(parkedTitle(view)),
    h(
      'p',
      {},
      howItIs(view),
      ' ',
      parts('This is kept until {{until}}.', {
        until: h('time', { datetime: until, 'data-key': 'until' }, inFull(until)),
      }),
    ),
    error !== undefined && problemNote(error),
    h('p', { class: 'start-go' }, actionButton(state, 'resume', [t('Go on'), t('Going on…')])),
    problemNote(state.problems['resume']),
  ];
}

function resuming({ startedAt, etaMs }: EnvironmentView<'resuming'>): Child[] {
  const leftMs = Date.parse(startedAt) + etaMs - Date.now();
  return [
    heading(t('Bringing your lab back')),
    h(
      'p',
      {},
      leftMs > 0
        ? t('About {{time}} left.', { time: inWords(leftMs) })
        : t('This takes a little longer than usual.'),
    ),
  ];
}

function working(state: LabState): Child[] {
  const environment = state.attempt?.environment;
  if (environment?.state === 'creating') {
    return [
      heading(t('Building your environment')),
      stepList({
        label: t('Your environment'),
        steps: environment.steps,
        etaMs: environment.etaMs,
        at: state.attemptAt,
      }),
    ];
  }
  if (environment?.state === 'parked') return parked(state, environment);
  if (environment?.state === 'resuming') return resuming(environment);
  if (environment?.state === 'failed') {
    return [
      heading(t('The environment could not be made')),
      problemNote({ ...environment.error, message: environment.error.message }),
      h('p', { class: 'start-go' }, startButton(state, t('Try again'))),
    ];
  }
  return waiting(state);
}

function ended(state: LabState): Child[] {
  const why =
    state.ended === 'byLearner'
      ? t('You ended it, and everything in it is gone.')
      : t('Its time was up or the server ended it. What was in it is gone; what you proved still counts.');
  return [
    heading(t('This environment has ended')),
    h('p', {}, why),
    h('p', { class: 'start-go' }, startButton(state, t('Start a fresh one'))),
    problemNote(state.problems['start']),
  ];
}

/** Lessons are for everybody; a lab is somebody's. */
function signedOut(): Child[] {
  return [
    heading(t('Sign in to start this lab')),
    h('p', {}, t('You can read on without. A lab is your own, so it has to know who you are.')),
    h(
      'p',
      { class: 'start-go' },
      h('a', { class: 'kl-button primary large', href: signInHref() }, t('Sign in')),
      h('a', { class: 'kl-button large', href: pageHref('/join/') }, t('I have a code')),
    ),
  ];
}

function silent(state: LabState): Child[] {
  if (state.link === 'connecting') return [heading(t('One moment')), h('p', {}, t('Asking the lab server…'))];
  const problem = state.problems['load'];
  if (problem?.status === 401) return signedOut();
  return [
    heading(problem?.status === 404 ? t('There is no such lab here') : t('The lab server does not answer')),
    h('p', {}, t('You can read on. This page keeps trying and goes on by itself.')),
    problemNote(problem),
  ];
}

/** `<kl-start>`: stands where the terminals will be, from “not started” to “here is your shell”. */
class StartPanel extends LabPart {
  override connectedCallback(): void {
    super.connectedCallback();
    this.countTime(1000);
  }

  protected view(state: LabState): readonly Node[] {
    this.hidden = isReady(state);
    if (this.hidden) return [];
    return [h('div', { class: 'start' }, this.#content(state))];
  }

  #content(state: LabState): Child[] {
    if (state.attempt !== undefined) return working(state);
    if (state.lab === undefined) return silent(state);
    return state.ended === undefined ? idle(state) : ended(state);
  }

  protected act(action: string): void {
    if (action === 'start') void this.controller?.start();
    if (action === 'resume') void this.controller?.resume();
    if (action === 'retry') void this.controller?.retryRuntime();
  }
}

customElements.define('kl-start', StartPanel);
