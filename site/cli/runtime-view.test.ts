import { describe, expect, it } from 'vitest';
import type { Step } from '#containers/contract/bundle.ts';
import { RuntimeView } from './runtime-view.ts';

const step = (over: Partial<Step>): Step => ({
  id: 'compile',
  title: 'Compile',
  state: 'running',
  expectedMs: 90_000,
  ...over,
});

function view(isTTY: boolean) {
  let text = '';
  let now = 10_000;
  const shown = new RuntimeView({ isTTY, write: (more) => void (text += more) }, () => now);
  return { shown, read: () => text, later: (ms: number) => void (now += ms) };
}

describe('what the console says of the runtime', () => {
  it('writes each change of a step once where nobody watches live', () => {
    const { shown, read } = view(false);
    shown.show({ state: 'preparing', steps: [step({})] });
    shown.show({ state: 'preparing', steps: [step({ detail: 'k8s.io/api' })] });
    const times = { startedAt: '2026-01-01T00:00:00Z', endedAt: '2026-01-01T00:01:30Z' };
    shown.show({ state: 'preparing', steps: [step({ state: 'done', ...times })] });
    shown.show({ state: 'ready', steps: [] });
    expect(read()).toBe(
      'Lab runtime: Compile … (about 1m)\nLab runtime: Compile: done in 1m\nLab runtime: ready.\n',
    );
  });

  it('keeps one live line, not oftener than once a second', () => {
    const { shown, read, later } = view(true);
    shown.show({
      state: 'preparing',
      steps: [step({}), step({ id: 'pull', state: 'done' })],
      etaMs: 120_000,
    });
    shown.show({ state: 'preparing', steps: [step({ title: 'not shown yet' })] });
    expect(read()).toBe('\r\u001b[2KLab runtime: 1/2, about 2m left — Compile');
    later(1_000);
    shown.show({ state: 'preparing', steps: [step({ title: 'Link' })] });
    expect(read()).toContain('Link');
  });

  it('says what went wrong and what to do', () => {
    const { shown, read } = view(false);
    shown.show({
      state: 'failed',
      steps: [],
      error: { code: 'DISK_TOO_SMALL', message: '3 GiB are missing.', hint: 'Free some.' },
    });
    expect(read()).toBe('Lab runtime: failed. 3 GiB are missing.\n→ Free some.\n');
  });
});
