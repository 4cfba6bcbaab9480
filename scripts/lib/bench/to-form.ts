/**
 * A form with the same picture several times, as `/predict/batch` takes it.
 * @returns its bytes and their type
 */
export async function toForm(file: Uint8Array<ArrayBuffer>, count: number) {
  const form = new FormData();
  for (let i = 0; i < count; i++) form.append('files', new File([file], `${i}.png`));
  const response = new Response(form);
  const contentType = response.headers.get('Content-Type')!;
  return { body: new Uint8Array(await response.arrayBuffer()), contentType };
}
