import { recall, remember } from '../ui/remembered.ts';

export interface SplitterOptions {
  readonly separator: HTMLElement;
  /** Gets `--<name>` set to a percentage. */
  readonly host: HTMLElement;
  readonly name: string;
  readonly axis: 'x' | 'y';
  readonly min: number;
  readonly max: number;
  readonly initial: number;
}

const step = 2;
const bigStep = 10;

function clamp(value: number, { min, max }: SplitterOptions): number {
  return Math.min(max, Math.max(min, value));
}

function keyTarget(event: KeyboardEvent, value: number, options: SplitterOptions): number | undefined {
  const by = event.shiftKey ? bigStep : step;
  const [less, more] = options.axis === 'x' ? ['ArrowLeft', 'ArrowRight'] : ['ArrowUp', 'ArrowDown'];
  if (event.key === less) return value - by;
  if (event.key === more) return value + by;
  if (event.key === 'Home') return options.min;
  if (event.key === 'End') return options.max;
  return event.key === 'Enter' ? options.initial : undefined;
}

/** Makes a `role="separator"` movable by mouse, touch and arrow keys, and remembers where it was put. */
export function makeSplitter(options: SplitterOptions, signal: AbortSignal): void {
  const { separator, host, name, axis } = options;
  let value = clamp(Number(recall(name) ?? options.initial) || options.initial, options);
  const place = (wanted: number): void => {
    value = clamp(wanted, options);
    host.style.setProperty(`--${name}`, `${value}%`);
    separator.setAttribute('aria-valuenow', String(Math.round(value)));
    remember(name, String(value));
  };
  const drag = (event: PointerEvent): void => {
    if (!separator.hasPointerCapture(event.pointerId)) return;
    const box = host.getBoundingClientRect();
    place(
      axis === 'x'
        ? ((event.clientX - box.left) / box.width) * 100
        : ((event.clientY - box.top) / box.height) * 100,
    );
  };
  separator.setAttribute('aria-valuemin', String(options.min));
  separator.setAttribute('aria-valuemax', String(options.max));
  separator.addEventListener('pointerdown', (event) => separator.setPointerCapture(event.pointerId), {
    signal,
  });
  separator.addEventListener('pointermove', drag, { signal });
  separator.addEventListener('dblclick', () => place(options.initial), { signal });
  const onKey = (event: KeyboardEvent): void => {
    const target = keyTarget(event, value, options);
    if (target === undefined) return;
    event.preventDefault();
    place(target);
  };
  separator.addEventListener('keydown', onKey, { signal });
  place(value);
}
