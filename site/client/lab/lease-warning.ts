import type { AttemptView } from '#site/protocol/api.ts';
import { announce } from '../ui/announce.ts';
import { inWords } from '../ui/duration.ts';
import { inGiB } from '../ui/gib.ts';
import { h } from '../ui/h.ts';
import { LabPart } from './lab-part.ts';
import type { LabState } from './lab-state.ts';
import { itGoes, itIsPutAside, noMore, urgency, type Urgency } from './lease-words.ts';
import { problemNote } from './problem-note.ts';
import { t } from './words.ts';

/** `<kl-lease-warning>`: says in good time that the environment ends, and keeps it longer at one press. */
class LeaseWarning extends LabPart {
  #told: Urgency = 'calm';
  #isDiskTold = false;

  override connectedCallback(): void {
    super.connectedCallback();
    this.countTime(1000);
  }

  protected view({ attempt, busy, problems, lab }: LabState): readonly Node[] {
    const left = attempt?.expiresAt === undefined ? Infinity : Date.parse(attempt.expiresAt) - Date.now();
    const level = urgency(left);
    this.dataset['level'] = level;
    const mayExtend = attempt?.canExtend === true;
    const then = lab?.parking === true ? itIsPutAside : itGoes;
    this.#tell(level, left, mayExtend);
    const full = fullDisk(attempt);
    if (full !== undefined) this.dataset['level'] = 'alarm';
    this.#tellDisk(full);
    if (level === 'calm') return full === undefined ? [] : [h('p', { 'data-key': 'disk' }, full)];
    if (left <= 0) {
      return [
        h('p', {}, t('The time of this environment is up. It goes as soon as no check runs in it any more.')),
      ];
    }
    const words = t('This environment ends in {{time}}.', { time: inWords(left) });
    if (!mayExtend) return [h('p', {}, h('strong', {}, words), ` ${noMore} ${then}`)];
    const extending = busy.has('extend');
    const note = problemNote(problems['extend']);
    return [
      h('p', {}, h('strong', {}, words), ` ${then}`),
      h(
        'button',
        {
          type: 'button',
          class: `kl-button small primary${extending ? ' busy' : ''}`,
          'data-action': 'extend',
          'aria-disabled': extending,
        },
        t('Keep it longer'),
      ),
      ...(note instanceof Node ? [note] : []),
    ];
  }

  protected act(action: string): void {
    if (action === 'extend') void this.#extend();
  }

  async #extend(): Promise<void> {
    await this.controller?.extend();
    const until = this.controller?.store.get().attempt?.expiresAt;
    if (until !== undefined) announce(t('{{time}} left.', { time: inWords(Date.parse(until) - Date.now()) }));
  }

  #tellDisk(full: string | undefined): void {
    if (full !== undefined && !this.#isDiskTold) announce(full, 'assertive');
    this.#isDiskTold = full !== undefined;
  }

  /** Once for each level; the seconds are not read out. */
  #tell(level: Urgency, left: number, mayExtend: boolean): void {
    if (level !== this.#told && level !== 'calm' && left > 0) {
      const rest = mayExtend ? t('Press Keep it longer to go on.') : noMore;
      const politeness = level === 'alarm' ? 'assertive' : 'polite';
      announce(t('This environment ends in {{time}}. {{rest}}', { time: inWords(left), rest }), politeness);
    }
    this.#told = level;
  }
}

/** Nearly full; `undefined`: there is room. */
function fullDisk(attempt: AttemptView | null | undefined): string | undefined {
  const disk = attempt?.environment.state === 'ready' ? attempt.environment.disk : undefined;
  if (disk === undefined) return undefined;
  return t(
    'This lab takes {{used}} of disk. At {{limit}} it is stopped: delete what you do not need from your home folder, or pods that write much.',
    { used: inGiB(disk.usedMiB), limit: inGiB(disk.limitMiB) },
  );
}

customElements.define('kl-lease-warning', LeaseWarning);
