/** What a running step may use. */
export interface StepContext {
  /** The step's key: changes with everything that decides its result. */
  readonly key: string;
  /** Empty folder of its own; what is in it when `run` ends is the step's result. */
  readonly out: string;
  /** Scratch folder that outlives a failed try, so that downloads and compilers go on where they were. */
  readonly scratch: string;
  readonly signal: AbortSignal;
  /** Folder with the result of a step named in `needs`. */
  readonly resultOf: (step: PipelineStep) => string;
  readonly report: (progress: { readonly detail?: string; readonly fraction?: number }) => void;
}

/** One unit of work whose result is kept until anything that it depends on changes. */
export interface PipelineStep {
  readonly id: string;
  readonly title: string;
  /** Measured on two cores; scaled by what this machine turns out to need. */
  readonly expectedMs: number;
  readonly needs: readonly PipelineStep[];
  /** Everything but files that decides the result: versions, options. Hashed as JSON. */
  readonly inputs: unknown;
  /** Recipe files and folders (absolute) that decide the result. Hashed by content. */
  readonly files: readonly string[];
  readonly run: (context: StepContext) => Promise<void>;
  /** Whether a kept result still stands, e.g. its image is still in the engine. Absent: it always does. */
  readonly stillThere?: (result: string, signal: AbortSignal) => Promise<boolean>;
}
