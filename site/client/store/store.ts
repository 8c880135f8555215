export interface Store<State extends object> {
  get(): State;
  /** Merges and tells every listener, once, with the new state. */
  update(change: Partial<State>): void;
  /** Calls at once with the present state and then at every change; returns the way out. */
  subscribe(listener: (state: State) => void): () => void;
}

export function createStore<State extends object>(initial: State): Store<State> {
  let state = initial;
  const listeners = new Set<(state: State) => void>();
  return {
    get: () => state,
    update(change) {
      state = { ...state, ...change };
      for (const listener of [...listeners]) listener(state);
    },
    subscribe(listener) {
      listeners.add(listener);
      listener(state);
      return () => listeners.delete(listener);
    },
  };
}
