/**
 * Runs tasks side by side. The first failure aborts the others; it is thrown only after all of them have ended, so
 * that nothing is still being made while the caller cleans up.
 */
export async function together(
  signal: AbortSignal,
  tasks: readonly ((signal: AbortSignal) => Promise<void>)[],
): Promise<void> {
  const failing = new AbortController();
  const both = AbortSignal.any([signal, failing.signal]);
  let first: { readonly error: unknown } | undefined;
  const runs = tasks.map(async (task) => {
    try {
      await task(both);
    } catch (error) {
      first ??= { error };
      failing.abort(error);
    }
  });
  await Promise.all(runs);
  if (first !== undefined) throw first.error;
}
