import type { ComponentChildren } from 'preact';
import type { Explanation, Vote } from '../../api/prediction';
import { toPercent } from '../../design/to-percent';
import { PLAYGROUND } from '../../strings';
import { setInPage } from '../actions';
import { answer, hasInPageFailed, isInPage, isMapShown, model, models, times } from '../state';

/** What the network saw and went by, the model's choice, the times, and where it is recognised. */
export function Insight() {
  const prediction = answer.value?.prediction;
  return (
    <section class="panel insight" aria-labelledby="insight-title">
      <div class="insight__head">
        <h2 id="insight-title">{PLAYGROUND.insight}</h2>
        <ModelChoice />
      </div>
      <Views explanation={prediction?.explanation ?? null} />
      {prediction?.votes && <Votes votes={prediction.votes} />}
      <Measured />
      <InPageSwitch />
    </section>
  );
}

function ModelChoice() {
  const [first, ...others] = models.value;
  return (
    <label class="model">
      <span class="quiet">{PLAYGROUND.model}</span>
      <select
        class="select"
        value={model.value ?? ''}
        onChange={({ currentTarget: { value } }) => {
          model.value = value === '' ? null : value;
        }}
      >
        <option value="">{first === undefined ? '–' : PLAYGROUND.defaultModel(first)}</option>
        {others.map((version) => (
          <option key={version} value={version}>
            {version}
          </option>
        ))}
      </select>
    </label>
  );
}

function Views({ explanation }: { readonly explanation: Explanation | null }) {
  return (
    <div class="views">
      <View
        title={PLAYGROUND.networkSaw}
        text={PLAYGROUND.networkSawText}
        url={explanation?.normalized_image}
      />
      <View title={PLAYGROUND.wentBy} text={PLAYGROUND.wentByText} url={explanation?.occlusion_map}>
        <MapSwitch />
      </View>
    </div>
  );
}

function MapSwitch() {
  return (
    <label class="switch">
      <input
        type="checkbox"
        checked={isMapShown.value}
        onChange={({ currentTarget: { checked } }) => {
          isMapShown.value = checked;
        }}
      />
      {PLAYGROUND.showMap}
    </label>
  );
}

interface ViewProps {
  readonly title: string;
  readonly text: string;
  readonly url: string | undefined;
  readonly children?: ComponentChildren;
}

function View({ title, text, url, children }: ViewProps) {
  return (
    <figure class="view">
      {url === undefined ? <span class="view__picture" /> : <img class="view__picture" src={url} alt="" />}
      <figcaption>
        <strong>{title}</strong>
        <span class="quiet">{text}</span>
        {children}
      </figcaption>
    </figure>
  );
}

function Votes({ votes }: { readonly votes: readonly Vote[] }) {
  return (
    <table class="votes">
      <caption>{PLAYGROUND.votes}</caption>
      <thead>
        <tr>
          <th scope="col">{PLAYGROUND.member}</th>
          <th scope="col">{PLAYGROUND.vote}</th>
          <th scope="col">{PLAYGROUND.sure}</th>
        </tr>
      </thead>
      <tbody>
        {votes.map(({ model_version, digit, confidence }) => (
          <tr key={model_version}>
            <th scope="row">{model_version}</th>
            <td>{digit}</td>
            <td>{toPercent(confidence)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Measured() {
  const { onServer, roundTrip, inPage } = times.value;
  return (
    <dl class="times">
      <Time name={PLAYGROUND.serverTime} seconds={onServer} />
      <Time name={PLAYGROUND.roundTrip} seconds={roundTrip} />
      {isInPage.value && <Time name={PLAYGROUND.inPageTime} seconds={inPage} />}
    </dl>
  );
}

function Time({ name, seconds }: { readonly name: string; readonly seconds: number | null }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{seconds === null ? '–' : PLAYGROUND.milliseconds(seconds)}</dd>
    </div>
  );
}

function InPageSwitch() {
  return (
    <div class="in-page">
      <label class="switch">
        <input
          type="checkbox"
          aria-describedby="in-page-text"
          checked={isInPage.value}
          onChange={({ currentTarget: { checked } }) => setInPage(checked)}
        />
        {PLAYGROUND.inPage}
      </label>
      <p id="in-page-text" class="quiet" role={hasInPageFailed.value ? 'alert' : undefined}>
        {hasInPageFailed.value ? PLAYGROUND.inPageFailed : PLAYGROUND.inPageText}
      </p>
    </div>
  );
}
