import { askToStart } from './start-flag.ts';

/** A plain click only: opening the page in another tab must not leave a flag behind in this one. */
function isPlain(event: MouseEvent): boolean {
  return event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey;
}

/** Makes `<a data-start-lab="…">` start the lab that it leads to. */
document.addEventListener('click', (event) => {
  const link = event.target instanceof Element ? event.target.closest('a[data-start-lab]') : null;
  const lab = link?.getAttribute('data-start-lab');
  if (typeof lab === 'string' && isPlain(event)) askToStart(lab);
});
