import { useEffect, useRef } from 'react';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';

interface LineChartProps {
  /** For those who do not see it; the numbers stand in a table beside. */
  label: string;
  /** Moments, in seconds. */
  at: number[];
  values: number[];
  before: (number | null)[];
  names: { values: string; before: string };
  format: (value: number) => string;
}

const height = 240;
const color = (name: string) => getComputedStyle(document.documentElement).getPropertyValue(`--color-${name}`);

/** Resolves `light-dark()`, which a canvas does not know. */
function resolved(name: string): string {
  const probe = document.createElement('span');
  probe.style.color = color(name);
  document.body.append(probe);
  const value = getComputedStyle(probe).color;
  probe.remove();
  return value;
}

/** A period as bars, and the one before as a line. */
export function BarChart({ label, at, values, before, names, format }: LineChartProps) {
  const host = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = host.current;
    if (!element) return;
    const [accent, muted, line] = [resolved('accent'), resolved('muted'), resolved('line')];
    const axis = { stroke: muted, grid: { stroke: line, width: 1 }, ticks: { show: false } };
    const bars = uPlot.paths.bars?.({ size: [0.6, 28], radius: 0.15 });
    const chart = new uPlot(
      {
        width: element.clientWidth,
        height,
        scales: { x: { time: true }, y: { range: (_chart, _min, max) => [0, Math.max(max, 1) * 1.1] } },
        cursor: { y: false },
        axes: [
          { ...axis, grid: { show: false } },
          { ...axis, size: 70, values: (_chart, ticks) => ticks.map(format) },
        ],
        series: [
          {},
          {
            label: names.values,
            fill: accent,
            stroke: accent,
            ...(bars && { paths: bars }),
            points: { show: false },
            value: (_chart, value) => (value === null ? '' : format(value)),
          },
          {
            label: names.before,
            stroke: muted,
            dash: [4, 4],
            width: 1.5,
            points: { show: false },
            value: (_chart, value) => (value === null ? '' : format(value)),
          },
        ],
      },
      [at, values, before],
      element,
    );
    const observer = new ResizeObserver(() => chart.setSize({ width: element.clientWidth, height }));
    observer.observe(element);
    return () => {
      observer.disconnect();
      chart.destroy();
    };
  }, [at, values, before, names, format]);
  return <div ref={host} role="img" aria-label={label} className="min-h-72 w-full overflow-hidden" />;
}
