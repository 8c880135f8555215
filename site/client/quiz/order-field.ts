import { announce } from '../ui/announce.ts';
import { fromServerHtml, h } from '../ui/h.ts';
import { icon } from '../ui/icons.ts';
import { lockInputs, type Question, type QuestionField } from './question-field.ts';
import { t } from './words.ts';

function sorted(options: Question['options'], before: readonly string[]): Question['options'] {
  const rank = new Map(before.map((id, index) => [id, index]));
  return [...options].sort((a, b) => (rank.get(a.id) ?? options.length) - (rank.get(b.id) ?? options.length));
}

function moveButton(direction: 'up' | 'down', words: string): HTMLElement {
  const title = direction === 'up' ? t('Move up') : t('Move down');
  return h(
    'button',
    {
      type: 'button',
      class: 'icon-button',
      'data-move': direction,
      'aria-label': `${title}: ${words}`,
      title,
    },
    icon(direction),
  );
}

function row({ id, html }: Question['options'][number]): HTMLLIElement {
  const text = fromServerHtml('span', { class: 'order-text' }, html);
  const words = text.textContent;
  return h(
    'li',
    { draggable: 'true', 'data-option': id },
    text,
    moveButton('up', words),
    moveButton('down', words),
  );
}

function move(item: Element, direction: string | undefined): void {
  const other = direction === 'up' ? item.previousElementSibling : item.nextElementSibling;
  if (other === null) return;
  if (direction === 'up') other.before(item);
  else other.after(item);
  const place = [...(item.parentElement?.children ?? [])].indexOf(item) + 1;
  announce(t('Now in place {{place}}.', { place }));
}

function makeDraggable(list: HTMLElement): void {
  let dragged: Element | null = null;
  list.addEventListener('dragstart', (event) => {
    dragged = event.target instanceof Element ? event.target.closest('li') : null;
  });
  list.addEventListener('dragover', (event) => {
    const over = event.target instanceof Element ? event.target.closest('li') : null;
    if (dragged === null || over === null || over === dragged) return;
    event.preventDefault();
    const box = over.getBoundingClientRect();
    if (event.clientY < box.top + box.height / 2) over.before(dragged);
    else over.after(dragged);
  });
  list.addEventListener('dragend', () => (dragged = null));
}

/** Steps to be put in order, by buttons or by dragging. */
export function orderField(question: Question, before: readonly string[]): QuestionField {
  const element = h('ol', { class: 'order' }, sorted(question.options, before).map(row));
  element.addEventListener('click', (event) => {
    const button = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-move]') : null;
    const item = button?.closest('li');
    if (button === null || item === null || item === undefined) return;
    move(item, button.dataset['move']);
    button.focus();
  });
  makeDraggable(element);
  return {
    element,
    given: () => ({ given: [...element.children].map((item) => item.getAttribute('data-option') ?? '') }),
    lock: () => {
      lockInputs(element);
      for (const item of element.children) item.removeAttribute('draggable');
    },
  };
}
