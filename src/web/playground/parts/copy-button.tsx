import { useSignal } from '@preact/signals';
import { copyText } from '../../design/copy-text';
import { PLAYGROUND } from '../../strings';
import { Icon } from './icons';

interface CopyButtonProps {
  readonly label: string;
  readonly icon: 'copy' | 'link';
  readonly text: () => string;
  readonly isEnabled?: boolean;
}

const SHOWN_MILLISECONDS = 2_000;

/** Copies a text, and says so. */
export function CopyButton({ label, icon, text, isEnabled = true }: CopyButtonProps) {
  const said = useSignal('');
  const copy = async () => {
    said.value = (await copyText(text())) ? PLAYGROUND.copied : PLAYGROUND.notCopied;
    setTimeout(() => {
      said.value = '';
    }, SHOWN_MILLISECONDS);
  };
  return (
    <button type="button" class="button" disabled={!isEnabled} onClick={copy}>
      <Icon name={icon} />
      <span aria-live="polite">{said.value || label}</span>
    </button>
  );
}
