import type { HelpView } from '#site/protocol/help.ts';
import { announce } from '../ui/announce.ts';
import { h } from '../ui/h.ts';
import { icon } from '../ui/icons.ts';
import { openHand } from './hand-dialog.ts';
import { LabPart } from './lab-part.ts';
import type { LabState } from './lab-state.ts';
import { t } from './words.ts';

/** Where the learner stands in the queue. */
function placeOf(hand: HelpView['hand']): string {
  if (hand === null) return t('Raise hand');
  if (hand.helper !== null) return t('{{helper}} is coming', { helper: hand.helper });
  return hand.ahead === 0
    ? t('Hand up: you are next')
    : t('Hand up: {{ahead}} before you', { ahead: hand.ahead });
}

/** `<kl-hand>`: raises a hand for the instructor and shows the place in the queue. Empty outside of a cohort. */
class HandButton extends LabPart {
  protected view({ help }: LabState): readonly Node[] {
    const hasTeacher = help !== undefined && help.cohort !== null;
    this.hidden = !hasTeacher;
    if (!hasTeacher) return [];
    const { hand } = help;
    const look = hand === null ? '' : hand.helper === null ? ' is-up' : ' is-coming';
    const words = placeOf(hand);
    return [
      h(
        'button',
        { type: 'button', class: `kl-button small${look}`, 'data-action': 'hand', title: words },
        icon('hand', 16),
        h('span', {}, words),
      ),
    ];
  }

  protected override changed({ help }: LabState, before: LabState | undefined): void {
    const [now, then] = [help?.hand ?? null, before?.help?.hand ?? null];
    if (now !== null && then !== null && placeOf(now) !== placeOf(then)) announce(placeOf(now));
  }

  protected act(): void {
    const { controller } = this;
    if (controller === undefined) return;
    const { cohort = null, hand = null } = controller.store.get().help ?? {};
    if (cohort === null) return;
    openHand(cohort, hand, {
      raise: async (text) => {
        await controller.help.raise(text);
        announce(t('Your hand is up.'));
      },
      lower: async () => {
        await controller.help.lower();
        announce(t('Your hand is down.'));
      },
    });
  }
}

customElements.define('kl-hand', HandButton);
