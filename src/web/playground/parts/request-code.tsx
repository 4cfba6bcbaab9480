import { useSignal } from '@preact/signals';
import { apiKey } from '../../api/key';
import { NUMBER_PATH } from '../../api/number';
import { predictPath } from '../../api/predict';
import { saveFile } from '../../design/save-file';
import { PLAYGROUND } from '../../strings';
import { number } from '../reading/number';
import { LANGUAGES, type Language, writeRequest } from '../request-code';
import { answer, DRAWING_FILE, model, type Picture } from '../state';
import { CopyButton } from './copy-button';
import { Icon } from './icons';

/** The request that was just made, to be made elsewhere. */
export function RequestCode() {
  const language = useSignal<Language>('curl');
  const picture = answer.value?.picture ?? null;
  const name = picture?.name ?? DRAWING_FILE;
  const isNumber = number.value !== null;
  const path = isNumber ? NUMBER_PATH : predictPath(model.value);
  const code = writeRequest(language.value, {
    url: new URL(path, document.baseURI).href,
    file: name,
    needsKey: apiKey.value !== '',
    fields: [isNumber ? 'text' : 'predicted_digit', 'confidence'],
  });
  return (
    <section class="panel request" aria-labelledby="request-title">
      <h2 id="request-title">{PLAYGROUND.request}</h2>
      <div class="request__bar">
        <Languages chosen={language.value} onChoose={(next) => (language.value = next)} />
        <SaveButton picture={picture} />
        <CopyButton label={PLAYGROUND.copyCode} icon="copy" text={() => code} />
      </div>
      <p class="quiet">{PLAYGROUND.requestText(name, PLAYGROUND.run[language.value])}</p>
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

/** What was sent, a drawing as PNG. */
function SaveButton({ picture }: { readonly picture: Picture | null }) {
  return (
    <button
      type="button"
      class="button"
      disabled={picture === null}
      onClick={() => picture !== null && saveFile(picture.file, picture.name)}
    >
      <Icon name="save" />
      <span class="request__name">{PLAYGROUND.savePicture(picture?.name ?? DRAWING_FILE)}</span>
    </button>
  );
}
