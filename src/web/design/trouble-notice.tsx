import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { enterKey } from '../api/key';
import type { Trouble } from '../api/trouble';
import { TROUBLE } from '../strings';

interface TroubleNoticeProps {
  readonly trouble: Trouble | null;
  /** Repeats what failed. */
  readonly onRetry: () => void;
}

/** Why the service has no answer, and what to do about it. */
export function TroubleNotice({ trouble, onRetry }: TroubleNoticeProps) {
  return <div role="status">{trouble !== null && <Notice found={trouble} onRetry={onRetry} />}</div>;
}

function Notice({ found, onRetry }: { readonly found: Trouble; readonly onRetry: () => void }) {
  switch (found.kind) {
    case 'offline':
      return <p class="notice">{TROUBLE.offline}</p>;
    case 'unreachable':
      return (
        <div class="notice notice--bad">
          <p>{TROUBLE.unreachable}</p>
          <button type="button" class="button" onClick={onRetry}>
            {TROUBLE.tryAgain}
          </button>
        </div>
      );
    case 'wait':
      return <Countdown until={found.until} isBusy={found.isBusy} onEnd={onRetry} />;
    case 'key':
      return <KeyForm detail={found.detail} />;
    case 'refused':
      return (
        <div class="notice notice--bad">
          <p>{found.detail}</p>
          {found.code !== null && <a href={`docs/errors#${found.code}`}>{TROUBLE.moreAbout}</a>}
        </div>
      );
  }
}

interface CountdownProps {
  readonly until: number;
  readonly isBusy: boolean;
  readonly onEnd: () => void;
}

function Countdown({ until, isBusy, onEnd }: CountdownProps) {
  const seconds = useSignal(secondsUntil(until));
  useEffect(() => {
    seconds.value = secondsUntil(until);
    const timer = setInterval(() => {
      seconds.value = secondsUntil(until);
      if (seconds.value > 0) return;
      clearInterval(timer);
      onEnd();
    }, 250);
    return () => clearInterval(timer);
  }, [until, seconds, onEnd]);
  const text = isBusy ? TROUBLE.busyCountdown : TROUBLE.countdown;
  return <p class="notice">{text(seconds.value)}</p>;
}

function secondsUntil(until: number): number {
  return Math.max(0, Math.ceil((until - Date.now()) / 1000));
}

function KeyForm({ detail }: { readonly detail: string | null }) {
  return (
    <form
      class="notice"
      onSubmit={(event) => {
        event.preventDefault();
        enterKey(String(new FormData(event.currentTarget).get('key')).trim());
      }}
    >
      <p>{detail ?? TROUBLE.needsKey}</p>
      <label class="key">
        <span>{TROUBLE.key}</span>
        <input class="field" name="key" type="password" autoComplete="off" required />
      </label>
      <button type="submit" class="button button--main">
        {TROUBLE.useKey}
      </button>
    </form>
  );
}
