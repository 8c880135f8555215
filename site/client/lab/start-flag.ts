/** Flag that a “Start lab” link leaves behind, so that a foreign page cannot start anything with a mere link. */
const startFlag = 'kindlab.start';

/** Asks the next lab page of this tab to start `lab` by itself. Where there is no storage, it waits for its own button. */
export function askToStart(lab: string): void {
  try {
    sessionStorage.setItem(startFlag, lab);
  } catch (error) {
    console.debug('kindlab: this browser keeps nothing, press Start lab on the page', error);
  }
}

/** Whether `lab` was asked for; the answer is given once. */
export function takeStart(lab: string): boolean {
  try {
    if (sessionStorage.getItem(startFlag) !== lab) return false;
    sessionStorage.removeItem(startFlag);
    return true;
  } catch (error) {
    console.debug('kindlab: this browser keeps nothing', error);
    return false;
  }
}
