import { describe, expect, test } from 'vitest';
import { machinesFor, simulateDay, type Assumed, type Crowd, type Measured } from './simulate.ts';

const measured: Measured = {
  labMemoryMiB: 500,
  labCores: 0.1,
  startCoreSeconds: 20,
  startSeconds: 20,
  transactionsIdle: 5,
  transactionsPerCheck: 10,
};
const assumed: Assumed = {
  machine: { cores: 8, memoryGiB: 32, pricePerHour: 1 },
  share: 1,
  workingMemory: 1,
  workingCores: 0.1,
  labMinutes: { mean: 60, spread: 20 },
  checkEveryMinutes: 5,
};
const together: Crowd = { name: 'x', says: '', learners: 100, from: 540, to: 541, gathered: 0 };

describe('a day in the simulation', () => {
  test('machines follow memory or processor, whichever asks for more', () => {
    expect(machinesFor(66, measured, assumed)).toBe(2);
    expect(machinesFor(65, measured, assumed)).toBe(1);
    expect(machinesFor(100, { ...measured, labMemoryMiB: 10 }, { ...assumed, workingCores: 0.8 })).toBe(10);
    expect(machinesFor(0, measured, assumed)).toBe(1);
  });

  test('everybody gets a lab, and who comes at once waits for a turn', () => {
    const rush = simulateDay(together, measured, assumed, 1);
    const spread = simulateDay({ ...together, to: 1140 }, measured, assumed, 1);
    expect(rush.peakLabs).toBe(100);
    expect(spread.peakLabs).toBeLessThan(40);
    expect(rush.machines).toBeGreaterThan(spread.machines);
    expect(rush.waitP99Seconds).toBeGreaterThan(spread.waitP99Seconds);
    expect(spread.waitP50Seconds).toBe(measured.startSeconds);
  });

  test('machine hours are those of labs that run, so a rush costs no more than a spread crowd by much', () => {
    const { machineHours, price } = simulateDay(together, measured, assumed, 1);
    expect(machineHours).toBeGreaterThanOrEqual(2);
    expect(machineHours).toBeLessThanOrEqual(4);
    expect(price).toBe(machineHours);
  });

  test('the same seed gives the same day', () => {
    expect(simulateDay(together, measured, assumed, 7)).toEqual(simulateDay(together, measured, assumed, 7));
  });
});
