// Starts the dashboard on the page that `GET /dashboard` sends.
import { render } from 'preact';
import { type Figures, WINDOWS } from '../api/figures';
import { TroubleNotice } from '../design/trouble-notice';
import { DASHBOARD, LOCALE } from '../strings';
import { followFigures, refresh } from './follow-figures';
import { ConfidenceChart, DigitsChart, LatencyChart, RequestsChart } from './parts/charts';
import { ArmsPanel, ShadowsPanel } from './parts/experiments';
import { FeedbackPanel } from './parts/feedback';
import { AlertsPanel, DriftPanel, LocationsPanel } from './parts/lists';
import { Tiles } from './parts/tiles';
import { VersionsPanel } from './parts/versions';
import { chooseWindow, chosenWindow, figures, isPaused, trouble, updated } from './state';

function Dashboard() {
  const shown = figures.value;
  return (
    <main class="dashboard">
      <div class="dashboard__head">
        <h1>{DASHBOARD.title}</h1>
        <Windows />
        <p class="quiet dashboard__state">{describeState()}</p>
      </div>
      <TroubleNotice trouble={trouble.value} onRetry={() => void refresh(true)} />
      {shown?.metrics.stale && <p class="notice">{DASHBOARD.stale}</p>}
      {shown !== null && <Panels shown={shown} />}
    </main>
  );
}

function Panels({ shown }: { readonly shown: Figures }) {
  return (
    <>
      <Tiles figures={shown} />
      <div class="panels">
        <RequestsChart points={shown.points} />
        <LatencyChart points={shown.points} />
        <DigitsChart points={shown.points} />
        <ConfidenceChart drift={shown.drift} />
        <DriftPanel drift={shown.drift} />
        <AlertsPanel alerts={shown.alerts} />
        <VersionsPanel models={shown.models} />
        {shown.feedback !== null && <FeedbackPanel feedback={shown.feedback} />}
        <ArmsPanel experiments={shown.experiments} />
        <div class="stack">
          {shown.experiments.shadows.length > 0 && <ShadowsPanel experiments={shown.experiments} />}
          <LocationsPanel locations={shown.locations} />
        </div>
      </div>
    </>
  );
}

function Windows() {
  return (
    <fieldset class="segments">
      <legend class="hidden">{DASHBOARD.windows}</legend>
      {WINDOWS.map((window) => (
        <label key={window} class="segment">
          <input
            type="radio"
            name="window"
            class="hidden"
            checked={chosenWindow.value === window}
            onChange={() => chooseWindow(window)}
          />
          {DASHBOARD.window[window]}
        </label>
      ))}
    </fieldset>
  );
}

function describeState(): string {
  if (isPaused.value) return DASHBOARD.paused;
  if (updated.value === null) return trouble.value === null ? DASHBOARD.loading : '';
  return DASHBOARD.updated(updated.value.toLocaleTimeString(LOCALE));
}

render(<Dashboard />, document.getElementById('page')!);
followFigures();
