import { useSignal } from '@preact/signals';
import { apiKey } from '../../api/key';
import { predictPath } from '../../api/predict';
import { saveFile } from '../../design/save-file';
import { PLAYGROUND } from '../../strings';
import { LANGUAGES, type Language, writeRequest } from '../request-code';
import { answer, model, type Picture } from '../state';
import { CopyButton } from './copy-button';
import { Icon } from './icons';

/** The request that was just made, to be made elsewhere. */
export function RequestCode() {
  const language = useSignal<Language>('curl');
  const picture = answer.value?.picture ?? null;
  const code = writeRequest(language.value, {
    url: new URL(predictPath(model.value), document.baseURI).href,
    file: picture?.name ?? 'digit.png',
    needsKey: apiKey.value !== '',
  });
  return (
    <section class="panel request" aria-labelledby="request-title">
      <h2 id="request-title">{PLAYGROUND.request}</h2>
      <div class="request__bar">
        <Languages chosen={language.value} onChoose={(next) => (language.value = next)} />
        {picture !== null && <SaveLink picture={picture} />}
        <CopyButton label={PLAYGROUND.copyCode} icon="copy" text={() => code} />
      </div>
      <p class="quiet">{PLAYGROUND.requestText(picture?.name ?? 'digit.png')}</p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by the keyboard */}
      <pre class="code" tabIndex={0}>
        <code>{code}</code>
      </pre>
    </section>
  );
}

interface LanguagesProps {
  readonly chosen: Language;
  readonly onChoose: (language: Language) => void;
}

function Languages({ chosen, onChoose }: LanguagesProps) {
  return (
    <fieldset class="segments">
      <legend class="hidden">{PLAYGROUND.languages}</legend>
      {LANGUAGES.map((language) => (
        <label key={language} class="segment">
          <input
            type="radio"
            name="language"
            class="hidden"
            checked={language === chosen}
            onChange={() => onChoose(language)}
          />
          {language}
        </label>
      ))}
    </fieldset>
  );
}

function SaveLink({ picture }: { readonly picture: Picture }) {
  return (
    <button type="button" class="button" onClick={() => saveFile(picture.file, picture.name)}>
      <Icon name="save" />
      {PLAYGROUND.savePicture(picture.name)}
    </button>
  );
}
