import { nameOf } from '#containers/providers/plan.ts';
import { testProvider } from '#tests/conformance/provider.ts';
import { liveCreateMs, liveSpec, openLiveKind } from '#tests/conformance/live-kind.ts';

const live = await openLiveKind('conformance');

testProvider('kind', {
  open: live.open,
  leftovers: live.leftovers,
  spec: liveSpec,
  createMs: liveCreateMs,
  prompt: '❯',
  interrupt: async ({ id }) => {
    for (const part of ['vault', 'workspace'])
      await live.docker.getContainer(nameOf(id, part)).kill({ signal: 'SIGKILL' });
  },
});
