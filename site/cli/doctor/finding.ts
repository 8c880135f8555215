/** What one examination of this machine found. `problem`: labs can't run. `warning`: they can, worse or not for long. */
export interface Finding {
  readonly id: string;
  readonly state: 'ok' | 'warning' | 'problem';
  readonly says: string;
  /** What to do; always there for what is not ok. */
  readonly fix?: string;
}

export function ok(id: string, says: string): Finding {
  return { id, state: 'ok', says };
}

export function warning(id: string, says: string, fix: string): Finding {
  return { id, state: 'warning', says, fix };
}

export function problem(id: string, says: string, fix: string): Finding {
  return { id, state: 'problem', says, fix };
}
