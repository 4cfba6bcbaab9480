import { readFile } from 'node:fs/promises';

const url = process.env.DIGITS_URL ?? 'http://localhost:8000';
const form = new FormData();
form.set('file', new Blob([await readFile('docs/examples/seven.png')]), 'seven.png');
const response = await fetch(`${url}/predict`, { method: 'POST', body: form });
const { predicted_digit, confidence } = await response.json();
console.log(predicted_digit, confidence);
