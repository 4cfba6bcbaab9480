import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect } from 'preact/hooks';
import { enterKey } from '../api/key';
import type { Trouble } from '../api/trouble';
import { TROUBLE } from '../strings';

interface TroubleNoticeProps {
  readonly trouble: Trouble | null;
  /** Repeats what failed. */
  readonly onRetry: () => void;
  /** What is possible without the service; nothing by default. */
  readonly withoutService?: ComponentChildren;
}

/** Why the service has no answer, and what to do about it. */
export function TroubleNotice({ trouble, ...props }: TroubleNoticeProps) {
  return <div role="status">{trouble !== null && <Notice found={trouble} {...props} />}</div>;
}

interface NoticeProps extends Omit<TroubleNoticeProps, 'trouble'> {
  readonly found: Trouble;
}

function Notice({ found, onRetry, withoutService }: NoticeProps) {
  switch (found.kind) {
    case 'offline':
      return (
        <div class="notice">
          <p>{TROUBLE.offline}</p>
          {withoutService ?? <p>{TROUBLE.goesOn}</p>}
        </div>
      );
    case 'unreachable':
      return (
        <div class="notice notice--bad">
          <p>{TROUBLE.unreachable}</p>
          <button type="button" class="button" onClick={onRetry}>
            {TROUBLE.tryAgain}
          </button>
          {withoutService}
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
