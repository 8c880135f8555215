import type { Logger } from 'pino';
import type { HandQueue, HelpView, QueuedHand } from '#site/protocol/help.ts';
import type { Attempt } from '../attempts/attempt.ts';
import type { CohortDesk } from '../cohorts/cohort-desk.ts';
import { reportTrouble } from '../incident.ts';
import { Listeners } from '../listeners.ts';
import type { Hand } from '../state/hand-rows.ts';
import type { AssistDesk } from './assist-desk.ts';
import type { Assist } from './assist.ts';
import type { HandDesk } from './hand-desk.ts';

export interface HelpBoardOptions {
  readonly hands: HandDesk;
  readonly assists: AssistDesk;
  readonly cohorts: CohortDesk;
  readonly log: Logger;
}

/** What learners and instructors see of hands and of helpers, told whenever it changes. */
export class HelpBoard {
  readonly #hands: HandDesk;
  readonly #assists: AssistDesk;
  readonly #cohorts: CohortDesk;
  /** Ids of cohorts. */
  readonly #changes: Listeners<string>;

  constructor({ hands, assists, cohorts, log }: HelpBoardOptions) {
    this.#hands = hands;
    this.#assists = assists;
    this.#cohorts = cohorts;
    this.#changes = new Listeners((error) => reportTrouble(log, error, { part: 'help' }));
    for (const { changes } of [hands, assists]) changes.add((cohort) => this.#changes.emit(cohort));
  }

  /** For the learner whose attempt it is: now, and until the answer is called. As long they count as being there. */
  followAttempt(attempt: Attempt, hear: (view: HelpView) => void): () => void {
    const tell = (): void => hear(this.#helpView(attempt));
    const leave = this.#assists.arrive(attempt.id);
    tell();
    const unlisten = this.#changes.add((cohort) => {
      if (this.#cohorts.cohortOf(attempt.id)?.id === cohort) tell();
    });
    return () => {
      unlisten();
      leave();
    };
  }

  /** For somebody who teaches the cohort: now, and until the answer is called. As long they count as being there. */
  followCohort(cohort: string, viewer: string, hear: (queue: HandQueue) => void): () => void {
    const view = (hand: Hand): QueuedHand => queued(hand, this.#assists.ofHand(hand), viewer);
    const tell = (): void => hear({ hands: this.#hands.listOf(cohort).map(view) });
    const leave = this.#assists.arriveHelper(cohort, viewer);
    tell();
    const unlisten = this.#changes.add((changed) => {
      if (changed === cohort) tell();
    });
    return () => {
      unlisten();
      leave();
    };
  }

  #helpView({ id }: Attempt): HelpView {
    const cohort = this.#cohorts.cohortOf(id);
    const hand = this.#hands.ofAttempt(id);
    if (cohort === undefined || hand === undefined)
      return { cohort: cohort?.name ?? null, hand: null, assist: null };
    const { text, raisedAt, helper } = hand;
    const waiting = this.#hands.listOf(cohort.id).filter((each) => each.helper === undefined);
    return {
      cohort: cohort.name,
      hand: {
        text,
        raisedAt: raisedAt.toISOString(),
        ahead: Math.max(0, waiting.indexOf(hand)),
        helper: helper?.name ?? null,
      },
      assist: assistView(this.#assists.ofHand(hand)),
    };
  }
}

function assistView(assist: Assist | undefined): HelpView['assist'] {
  if (assist === undefined || assist.ending !== undefined) return null;
  const { id, helper, tab, typing } = assist;
  return {
    id,
    by: helper.viewer.name,
    state: tab === undefined ? 'asked' : 'watching',
    tab: tab ?? null,
    typing,
  };
}

function queued(hand: Hand, assist: Assist | undefined, viewer: string): QueuedHand {
  const { id, learner, lab, text, raisedAt, helper } = hand;
  const view = assistView(assist);
  return {
    id,
    learner,
    lab,
    text,
    raisedAt: raisedAt.toISOString(),
    helper: helper === undefined ? null : { name: helper.name, you: helper.id === viewer },
    assist: view === null ? null : { state: view.state, tab: view.tab, typing: view.typing },
    ended: assist?.ending ?? null,
  };
}
