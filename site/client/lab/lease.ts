import { announce } from '../ui/announce.ts';
import { confirm } from '../ui/confirm.ts';
import { inWords } from '../ui/duration.ts';
import { h } from '../ui/h.ts';
import { LabPart } from './lab-part.ts';
import { score, type LabState } from './lab-state.ts';
import { noMore, urgency } from './lease-words.ts';
import { t } from './words.ts';

/** `<kl-lease>`: points, how long the environment lives, more time, and the end. */
class Lease extends LabPart {
  override connectedCallback(): void {
    super.connectedCallback();
    this.countTime(1000);
  }

  protected view(state: LabState): readonly Node[] {
    const { earned, of } = score(state);
    const points = h(
      'span',
      { class: 'score', 'data-key': 'score' },
      h('strong', {}, String(earned)),
      `/${of}`,
      h('span', { class: 'score-unit' }, ` ${t('points')}`),
    );
    if (state.attempt === undefined) return state.lab === undefined ? [] : [points];
    const end = this.#button('end', t('End lab'), state);
    if (state.attempt.environment.state !== 'ready') return [points, end];
    const park = state.lab?.parking === true && this.#button('park', t('Put aside'), state);
    return [points, ...this.#time(state), ...(park === false ? [] : [park]), end];
  }

  #time(state: LabState): Node[] {
    const until = state.attempt?.expiresAt;
    if (until === undefined) return [];
    const left = Date.parse(until) - Date.now();
    const last = state.attempt?.canExtend !== true;
    const time = h(
      'span',
      {
        class: `lease lease-${urgency(left)}`,
        'data-key': 'lease',
        title: last ? noMore : undefined,
      },
      left > 0 ? t('{{time}} left', { time: inWords(left) }) : t('time is up'),
      left > 0 && last && h('span', { class: 'lease-last' }, t(', no more')),
    );
    return last || left <= 0 ? [time] : [time, this.#button('extend', t('More time'), state)];
  }

  #button(action: string, words: string, state: LabState): HTMLElement {
    const busy = state.busy.has(action);
    const problem = state.problems[action];
    const look = `kl-button small${busy ? ' busy' : ''}`;
    return h(
      'button',
      {
        type: 'button',
        class: look,
        'data-action': action,
        'data-key': action,
        'aria-disabled': busy,
        title: problem?.message,
      },
      problem === undefined ? words : t('{{words}}: try again', { words }),
    );
  }

  protected act(action: string): void {
    if (action === 'extend') void this.#extend();
    if (action === 'end') void this.#end();
    if (action === 'park') void this.#park();
  }

  async #extend(): Promise<void> {
    await this.controller?.extend();
    const until = this.controller?.store.get().attempt?.expiresAt;
    if (until !== undefined) announce(t('{{time}} left.', { time: inWords(Date.parse(until) - Date.now()) }));
  }

  async #park(): Promise<void> {
    const { yes } = await confirm({
      title: t('Put this lab aside?'),
      body: [
        h(
          'p',
          {},
          t('Everything stands still until you go on: files, cluster, Vault, and what runs in your shells.'),
        ),
        h(
          'p',
          {},
          t('Should this machine restart meanwhile, what runs in your shells ends. The rest comes back.'),
        ),
        h(
          'p',
          {},
          t(
            'Clocks do not stand still. Tokens and leases with an end may have run out when you come back; what renews them by itself, such as External Secrets, does so then.',
          ),
        ),
      ],
      yes: t('Put aside'),
      no: t('Keep working'),
    });
    if (!yes) return;
    await this.controller?.park();
    if (this.controller?.store.get().problems['park'] === undefined)
      announce(t('The lab is put aside. Press Go on to bring it back.'));
  }

  async #end(): Promise<void> {
    const { yes } = await confirm({
      title: t('End this lab?'),
      body: [
        h(
          'p',
          {},
          t('The cluster, the Vault and your shells are destroyed now. Points you have earned stay.'),
        ),
      ],
      yes: t('End lab'),
      no: t('Keep working'),
      danger: true,
    });
    if (yes) await this.controller?.end();
  }
}

customElements.define('kl-lease', Lease);
