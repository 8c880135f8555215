import { WebglAddon } from '@xterm/addon-webgl';
import type { Terminal } from '@xterm/xterm';

let holder: Terminal | undefined;
let addon: WebglAddon | undefined;
let refused = false;

/** Draws this terminal by WebGL and every other one by DOM: browsers give out few contexts. Failing that, DOM. */
export function takeGpu(terminal: Terminal): void {
  if (holder === terminal || refused) return;
  releaseGpu();
  try {
    const fresh = new WebglAddon();
    fresh.onContextLoss(releaseGpu);
    terminal.loadAddon(fresh);
    holder = terminal;
    addon = fresh;
  } catch (error) {
    refused = true;
    console.debug('kindlab: no WebGL here, drawing the terminal by DOM', error);
  }
}

function releaseGpu(): void {
  addon?.dispose();
  addon = undefined;
  holder = undefined;
}

/** Has to be called before a terminal is disposed. */
export function leaveGpu(terminal: Terminal): void {
  if (holder === terminal) releaseGpu();
}
