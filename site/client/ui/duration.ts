/** “3 min”, “1 h 5 min”, “40 s”: rounded the way a person would say it. */
export function inWords(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds < 90) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  const rest = minutes % 60;
  return rest === 0 ? `${minutes / 60} h` : `${Math.floor(minutes / 60)} h ${rest} min`;
}

/** Time left of an estimate made `sinceMs` ago, never below zero and never falsely exact. */
export function timeLeft(estimateMs: number, sinceMs: number): string {
  const left = estimateMs - sinceMs;
  if (left <= 2000) return 'any moment now';
  if (left < 60_000) return `about ${Math.ceil(left / 5000) * 5} s left`;
  return `about ${inWords(left)} left`;
}
