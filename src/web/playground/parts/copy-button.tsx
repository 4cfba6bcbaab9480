import { useSignal } from '@preact/signals';
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
  const isCopied = useSignal(false);
  const copy = async () => {
    await navigator.clipboard.writeText(text());
    isCopied.value = true;
    setTimeout(() => {
      isCopied.value = false;
    }, SHOWN_MILLISECONDS);
  };
  return (
    <button type="button" class="button" disabled={!isEnabled} onClick={copy}>
      <Icon name={icon} />
      <span aria-live="polite">{isCopied.value ? PLAYGROUND.copied : label}</span>
    </button>
  );
}
