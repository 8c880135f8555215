/** What a lab page loads. The order matters: `kl-lab` has to be known before the parts that look for it. */
import { LabElement } from './lab-element.ts';

customElements.define('kl-lab', LabElement);

try {
  await Promise.all([
    import('../terminal/terminals-element.ts'),
    import('./start-panel.ts'),
    import('./checks-panel.ts'),
    import('./trace-panel.ts'),
    import('../files/files-panel.ts'),
    import('./lease.ts'),
    import('./lease-warning.ts'),
    import('./hand-button.ts'),
    import('./assist-bar.ts'),
    import('./outline.ts'),
    import('./desk-element.ts'),
  ]);
} catch (error) {
  console.error('kindlab: a part of the lab page did not load', error);
  dispatchEvent(new Event('kl-incomplete'));
}
