import type { ChainView, HopView } from '#site/protocol/trace.ts';
import { inWords } from '../ui/duration.ts';
import { h, type Child } from '../ui/h.ts';
import { icon, type IconName } from '../ui/icons.ts';
import { t } from './words.ts';

type StageView = ChainView['stages'][number];

const signs: Readonly<Record<HopView['state'], { icon: IconName; word: string }>> = {
  ready: { icon: 'pass', word: t('Ready') },
  settling: { icon: 'settle', word: t('Settling') },
  failing: { icon: 'fail', word: t('Error') },
  absent: { icon: 'idle', word: t('Not there') },
  unseen: { icon: 'unproven', word: t('Not looked at') },
};

const stageNames: Readonly<Record<StageView['kind'], string>> = {
  vault: 'Vault',
  store: t('Store'),
  externalSecret: 'ExternalSecret',
  secret: 'Secret',
  pod: 'Pod',
};

const mostHashes = 3;

/** “ExternalSecret myapp: Ready”, for telling aloud. */
export function hopInWords(kind: StageView['kind'], { name, state }: HopView): string {
  return `${stageNames[kind]} ${name}: ${signs[state].word}`;
}

function times({ since, until }: HopView, now: number): Child {
  const age = since === undefined ? undefined : inWords(now - Date.parse(since));
  const left = until === undefined ? 0 : Date.parse(until) - now;
  const parts = [
    age !== undefined && t('for {{age}}', { age }),
    left > 0 && t('looks again in {{time}}', { time: inWords(left) }),
  ].filter(Boolean);
  return parts.length > 0 && h('span', { class: 'hop-time' }, parts.join(' · '));
}

function hashList({ hashes }: HopView): Child {
  if (hashes.length === 0) return undefined;
  const more = hashes.length - mostHashes;
  return h(
    'dl',
    { class: 'hop-hashes', 'aria-label': t('Hashes of the values') },
    hashes.slice(0, mostHashes).map(({ key, hash }) => h('div', {}, h('dt', {}, key), h('dd', {}, hash))),
    more > 0 && h('div', {}, h('dt', {}, t('and {{more}} more', { more }))),
  );
}

function hopCard(hop: HopView, now: number, busy: boolean): HTMLElement {
  const sign = signs[hop.state];
  return h(
    'li',
    { class: `hop hop-${hop.state}`, 'data-key': hop.id },
    h('span', { class: 'hop-sign' }, icon(sign.icon, 16), sign.word),
    h(
      'button',
      {
        type: 'button',
        class: `hop-name${busy ? ' busy' : ''}`,
        'data-action': `hop:${hop.id}`,
        'data-key': 'name',
        'aria-disabled': busy,
        title: t('Details of {{name}}', { name: hop.name }),
      },
      hop.name,
    ),
    h('span', { class: 'hop-reason' }, hop.reason),
    hop.note !== undefined && h('span', { class: 'hop-note' }, hop.note),
    times(hop, now),
    hashList(hop),
    hop.error !== undefined && h('p', { class: 'hop-error' }, hop.error),
  );
}

function stageColumn(
  { kind, hops, more }: StageView,
  now: number,
  busy: (id: string) => boolean,
): HTMLElement {
  return h(
    'li',
    { class: 'stage', 'data-key': kind },
    h('h4', {}, stageNames[kind]),
    hops.length === 0
      ? h('p', { class: 'stage-none' }, kind === 'pod' ? t('no Pod uses it') : t('none'))
      : h(
          'ul',
          {},
          hops.map((hop) => hopCard(hop, now, busy(hop.id))),
        ),
    more > 0 && h('p', { class: 'stage-none' }, t('and {{more}} more', { more })),
  );
}

/** One way from left to right: its stages in order, each with what stands there. */
export function chainRow(chain: ChainView, now: number, busy: (id: string) => boolean): HTMLElement {
  const { id, name, namespace, stages } = chain;
  const where = namespace === '' ? t('the whole cluster') : namespace;
  return h(
    'section',
    { class: 'chain', 'data-key': id, 'aria-label': t('The way of {{name}} in {{where}}', { name, where }) },
    h('h3', {}, name, h('span', { class: 'chain-where' }, ` ${t('in {{where}}', { where })}`)),
    h(
      'ol',
      { class: 'stages' },
      stages.map((stage) => stageColumn(stage, now, busy)),
    ),
  );
}
