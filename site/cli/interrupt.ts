let shared: AbortSignal | undefined;

/**
 * A signal that aborts at Ctrl-C or SIGTERM, so that what is under way can clean up after itself; the same one for
 * the whole process. A second Ctrl-C ends the process at once.
 */
export function interruptSignal(): AbortSignal {
  return (shared ??= listen());
}

function listen(): AbortSignal {
  const controller = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM'] as const) {
    process.on(name, () => {
      if (controller.signal.aborted) process.exit(130);
      controller.abort(new DOMException('Stopped on request', 'AbortError'));
    });
  }
  return controller.signal;
}
