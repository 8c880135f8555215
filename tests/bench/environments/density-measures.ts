/** What the density benchmark calls its figures; the page finds them by these names. */
export const densityMeasures = {
  start: (count: number) => `start, up to ${count} running`,
  memory: (count: number) => `memory each, ${count} running`,
  lost: (count: number) => `memory that the machine lost for each, ${count} running`,
  processor: (count: number) => `processor each, ${count} running and idle`,
  look: (count: number) => `live look at a lab, ${count} running`,
} as const;
