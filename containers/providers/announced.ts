/** A part that others wait for while it is being made. */
export interface Announced<Part> {
  /** What they wait for; rejects when the part could not be made. */
  readonly part: Promise<Part>;
  /** Makes it, and tells them. Rejects as the work does. */
  readonly make: (work: () => Promise<Part>) => Promise<void>;
}

export function announce<Part>(): Announced<Part> {
  const { promise, resolve, reject } = Promise.withResolvers<Part>();
  // Whoever waits for it is told by the signal that all share; this only marks the rejection as seen.
  promise.catch(() => undefined);
  return {
    part: promise,
    make: async (work) => {
      try {
        resolve(await work());
      } catch (error) {
        reject(error);
        throw error;
      }
    },
  };
}
