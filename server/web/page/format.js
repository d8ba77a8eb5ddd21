// Numbers, times and states for people.

const kPowers = ['', '⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'];

function superscript(exponent) {
  return [...String(exponent)]
      .map((c) => (c === '-' ? '⁻' : kPowers[Number(c) + 1])).join('');
}

// About three significant digits: 1.94 × 10⁸, 12,345, 0.583.
export function quantity(value, digits = 3) {
  if (value === null || value === undefined || !Number.isFinite(value)) {
    return '–';
  }
  const size = Math.abs(value);
  if (size !== 0 && (size >= 1e6 || size < 1e-3)) {
    const exponent = Math.floor(Math.log10(size));
    const mantissa = (value / 10 ** exponent).toPrecision(digits);
    return `${mantissa} × 10${superscript(exponent)}`;
  }
  if (Number.isInteger(value)) return value.toLocaleString('en-US');
  return size >= 1000 ? Math.round(value).toLocaleString('en-US')
                      : String(Number(value.toPrecision(digits + 1)));
}

// A number on an axis.
export function tick(value) {
  const size = Math.abs(value);
  if (size === 0 || (size >= 1e-4 && size < 1e6)) {
    return String(Number(value.toPrecision(6)));
  }
  const exponent = Math.floor(Math.log10(size) + 1e-9);
  return `${Number((value / 10 ** exponent).toPrecision(4))}×10${
    superscript(exponent)}`;
}

// A value with its standard error, to the digit that the error allows.
export function measured(value, error) {
  if (value === null || value === undefined) return '–';
  if (!(error > 0)) return quantity(value);
  const place = Math.floor(Math.log10(error));
  const leading = Math.round(error / 10 ** place);
  const decimals = Math.max(0, (leading === 1 ? 1 : 0) - place);
  if (decimals > 8) return `${quantity(value)} ± ${quantity(error, 1)}`;
  return `${value.toFixed(decimals)} ± ${error.toFixed(decimals)}`;
}

export function duration(seconds) {
  if (seconds === null || seconds === undefined) return '–';
  const units = [[86400, 'd'], [3600, 'h'], [60, 'min'], [1, 's']];
  if (seconds < 10) return `${Math.max(0, seconds).toFixed(1)} s`;
  let rest = Math.round(seconds);
  const parts = [];
  for (const [size, name] of units) {
    if (rest >= size || (size === 1 && parts.length === 0)) {
      parts.push(`${Math.floor(rest / size)} ${name}`);
      rest %= size;
    }
    if (parts.length === 2) break;
  }
  return parts.join(' ');
}

// Physical time.
export function physical(picoseconds) {
  if (!(picoseconds > 0)) return '–';
  return picoseconds >= 1000 ? `${quantity(picoseconds / 1000)} ns`
                             : `${quantity(picoseconds)} ps`;
}

export function moment(text) {
  if (!text) return '–';
  const time = new Date(text);
  const today = new Date().toDateString() === time.toDateString();
  return today ? time.toLocaleTimeString() : time.toLocaleString();
}

export function ago(text, now) {
  return text ? `${duration((new Date(now) - new Date(text)) / 1000)} ago` : '–';
}

// A name of the server for people: 'delta_potential_energy'.
export function title(name) {
  return name.replaceAll('_', ' ');
}

export const kStates = ['waiting', 'ready', 'leased', 'done', 'failed',
  'cancelled'];
export const kStateWords = {
  waiting: 'waiting', ready: 'ready', leased: 'running', running: 'running',
  done: 'done', failed: 'failed', cancelled: 'cancelled',
};
