import { Fault } from '#containers/contract/fault.ts';

export function whileChecking(): Fault {
  return new Fault({
    code: 'QUOTA',
    audience: 'learner',
    message: 'A check runs in this environment, so it can not be put aside yet.',
    hint: 'Wait until the check has ended, then try again.',
  });
}

export function tooManyParked(most: number): Fault {
  return new Fault({
    code: 'QUOTA',
    audience: 'learner',
    message: `You have put ${String(most)} labs aside, as many as can be.`,
    hint: 'Go on with one of them and end it on its lab page; then put this one aside.',
  });
}

/** The operator switched it off. */
export function parkingIsOff(): Fault {
  return new Fault({
    code: 'NOT_ALLOWED',
    audience: 'learner',
    message: 'Labs can not be put aside on this server.',
    hint: 'Ask for more time instead, or end the lab; what you have proven is kept.',
  });
}

/** What is asked of an environment that stands still. */
export function isParked(): Fault {
  return new Fault({
    code: 'ENVIRONMENT_PARKED',
    audience: 'learner',
    message: 'This lab is put aside: nothing in it runs at this moment.',
    hint: 'Press “Go on” on its page to bring it back.',
  });
}
