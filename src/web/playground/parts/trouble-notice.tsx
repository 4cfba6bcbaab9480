import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { enterKey } from '../../api/key';
import { PLAYGROUND } from '../../strings';
import { readAgain } from '../reading/read-paper';
import type { Trouble } from '../reading/trouble';
import { trouble } from '../state';

/** What keeps the picture from being read, and what to do about it; below the paper, where it happens. */
export function TroubleNotice() {
  return <div role="status">{trouble.value !== null && <Notice trouble={trouble.value} />}</div>;
}

function Notice({ trouble: found }: { readonly trouble: Trouble }) {
  switch (found.kind) {
    case 'offline':
      return <p class="notice">{PLAYGROUND.offline}</p>;
    case 'unreachable':
      return (
        <div class="notice notice--bad">
          <p>{PLAYGROUND.unreachable}</p>
          <button type="button" class="button" onClick={readAgain}>
            {PLAYGROUND.tryAgain}
          </button>
        </div>
      );
    case 'wait':
      return <Countdown until={found.until} isBusy={found.isBusy} />;
    case 'key':
      return <KeyForm detail={found.detail} />;
    case 'refused':
      return (
        <div class="notice notice--bad">
          <p>{found.detail}</p>
          {found.code !== null && <a href={`docs/errors#${found.code}`}>{PLAYGROUND.moreAbout}</a>}
        </div>
      );
  }
}

function Countdown({ until, isBusy }: { readonly until: number; readonly isBusy: boolean }) {
  const seconds = useSignal(secondsUntil(until));
  useEffect(() => {
    seconds.value = secondsUntil(until);
    const timer = setInterval(() => {
      seconds.value = secondsUntil(until);
      if (seconds.value > 0) return;
      clearInterval(timer);
      readAgain();
    }, 250);
    return () => clearInterval(timer);
  }, [until, seconds]);
  const text = isBusy ? PLAYGROUND.busyCountdown : PLAYGROUND.countdown;
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
      <p>{detail ?? PLAYGROUND.needsKey}</p>
      <label class="key">
        <span>{PLAYGROUND.key}</span>
        <input class="field" name="key" type="password" autoComplete="off" required />
      </label>
      <button type="submit" class="button button--main">
        {PLAYGROUND.useKey}
      </button>
    </form>
  );
}
