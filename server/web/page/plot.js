// Interactive plots: uPlot with our colours, axes with units, and a choice of
// what stands on them.

import {fill, h} from '/dom.js';
import {tick} from '/format.js';

// Okabe and Ito's palette: told apart with all kinds of colour vision.
const kPalette = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#e69f00',
  '#56b4e9', '#8a8a00', '#7f7f7f'];
const kDashes = [[], [8, 4], [2, 3], [10, 3, 2, 3]];

export function colorOf(index) {
  return kPalette[index % kPalette.length];
}

function inkOf(element) {
  const style = getComputedStyle(element);
  return {
    text: style.getPropertyValue('--text').trim(),
    grid: style.getPropertyValue('--line').trim(),
  };
}

function axis(label, ink) {
  return {
    label, stroke: ink.text, labelSize: 26, size: 56,
    font: '12px system-ui, sans-serif', labelFont: '13px system-ui, sans-serif',
    values: (_, marks) => marks.map(tick), space: 60,
    grid: {stroke: ink.grid, width: 1}, ticks: {stroke: ink.grid, width: 1},
  };
}

// Error bars: lines from value − error to value + error.
function errorBars(series) {
  return {
    hooks: {
      draw: (plot) => {
        const pen = plot.ctx;
        pen.save();
        series.forEach((one, s) => {
          if (!one.errors || !plot.series[s + 1].show) return;
          pen.strokeStyle = colorOf(one.color);
          pen.lineWidth = 1.5 * devicePixelRatio;
          one.x.forEach((x, i) => {
            if (!(one.errors[i] > 0)) return;
            const px = plot.valToPos(x, 'x', true);
            const y0 = plot.valToPos(one.y[i] - one.errors[i], 'y', true);
            const y1 = plot.valToPos(one.y[i] + one.errors[i], 'y', true);
            const w = 4 * devicePixelRatio;
            pen.beginPath();
            pen.moveTo(px, y0);
            pen.lineTo(px, y1);
            pen.moveTo(px - w, y0);
            pen.lineTo(px + w, y0);
            pen.moveTo(px - w, y1);
            pen.lineTo(px + w, y1);
            pen.stroke();
          });
        });
        pen.restore();
      },
    },
  };
}

// Puts all series on one sorted x, as uPlot wants it; gaps are undefined.
function align(series) {
  const all = [...new Set(series.flatMap((one) => one.x))].sort((a, b) => a - b);
  const at = new Map(all.map((x, i) => [x, i]));
  return [all, ...series.map((one) => {
    const y = new Array(all.length).fill(undefined);
    one.x.forEach((x, i) => { y[at.get(x)] = one.y[i]; });
    return y;
  })];
}

// series: [{label, x, y, errors?, points?, color, dash?}]
export class Plot {
  constructor({caption}) {
    this.caption = caption;
    this.place = h('div', {class: 'plot-place'});
    this.element = h('figure', {class: 'plot', 'aria-label': caption},
        this.place);
    this.plot = null;
    new ResizeObserver(() => this.resize()).observe(this.place);
  }

  resize() {
    if (!this.plot) return;
    this.plot.setSize(this.size());
  }

  size() {
    const width = Math.max(280, this.place.clientWidth);
    return {width, height: Math.round(Math.min(460, Math.max(260, width * 0.55)))};
  }

  show({xLabel, yLabel, series}) {
    this.plot?.destroy();
    this.plot = null;
    fill(this.place);
    if (series.length === 0) return;
    const ink = inkOf(this.element);
    const lines = series.map((one, i) => ({
      label: one.label,
      stroke: colorOf(one.color ?? i),
      dash: one.points ? [] : kDashes[Math.floor((one.color ?? i) /
          kPalette.length) % kDashes.length],
      width: one.points ? 0 : 1.5,
      paths: one.points ? () => null : undefined,
      points: {show: Boolean(one.points), size: 8, fill: colorOf(one.color ?? i)},
      spanGaps: true,
      value: (_, v) => (v === undefined || v === null ? '–'
                                                      : Number(v.toPrecision(5))),
    }));
    const values = series.flatMap((one) => one.y.flatMap((y, i) => {
      const error = one.errors?.[i] ?? 0;
      return [y - error, y + error];
    })).filter(Number.isFinite);
    let low = Infinity;
    let high = -Infinity;
    for (const value of values) {
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
    const pad = (high - low || Math.abs(high) || 1) * 0.06;
    const scatter = series.some((one) => one.points);
    this.plot = new uPlot({
      ...this.size(),
      scales: {
        x: {time: false, range: scatter ? (_, a, b) => {
          const edge = (b - a || Math.abs(b) || 1) * 0.06;
          return [a - edge, b + edge];
        } : undefined},
        y: {range: (plot, a, b) => (plot.status && a !== null
          ? [a - pad, b + pad] : [low - pad, high + pad])},
      },
      axes: [axis(xLabel, ink), axis(yLabel, ink)],
      series: [{label: xLabel,
        value: (_, v) => (v === null ? '–' : Number(v.toPrecision(5)))}, ...lines],
      legend: {live: true},
      cursor: {drag: {x: true, y: true, uni: 20}},
      plugins: [errorBars(series)],
    }, align(series), this.place);
  }
}
