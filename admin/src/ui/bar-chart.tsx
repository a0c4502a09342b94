import { useEffect, useRef, useState } from 'react';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';

interface BarChartProps {
  /** For those who do not see it; the numbers stand in a table beside. */
  label: string;
  /** Moments, in seconds. */
  at: number[];
  values: number[];
  before: (number | null)[];
  names: { values: string; before: string };
  format: (value: number) => string;
  formatMoment: (seconds: number) => string;
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
export function BarChart({ label, at, values, before, names, format, formatMoment }: BarChartProps) {
  const host = useRef<HTMLDivElement>(null);
  const [pointed, setPointed] = useState<number | null>(null);
  useEffect(() => {
    const element = host.current;
    if (!element) return;
    const [accent, muted, line] = [resolved('accent'), resolved('muted'), resolved('line')];
    // Room for half a bar at both ends.
    const margin = ((at[1] ?? 0) - (at[0] ?? 0)) / 2;
    const axis = { stroke: muted, grid: { stroke: line, width: 1 }, ticks: { show: false } };
    const bars = uPlot.paths.bars?.({ size: [0.6, 28], radius: 0.15 });
    const chart = new uPlot(
      {
        width: element.clientWidth,
        height,
        scales: {
          x: { time: true, range: (_chart, from, to) => [from - margin, to + margin] },
          y: { range: (_chart, _min, max) => [0, Math.max(max, 1) * 1.1] },
        },
        legend: { show: false },
        cursor: { y: false },
        hooks: { setCursor: [({ cursor }) => setPointed(cursor.idx ?? null)] },
        axes: [
          { ...axis, grid: { show: false }, space: 60, values: (_chart, ticks) => ticks.map(formatMoment) },
          { ...axis, size: 70, values: (_chart, ticks) => ticks.map(format) },
        ],
        series: [
          {},
          {
            fill: accent,
            stroke: accent,
            ...(bars && { paths: bars }),
            points: { show: false },
          },
          {
            stroke: muted,
            dash: [4, 4],
            width: 1.5,
            points: { show: false },
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
  }, [at, values, before, format, formatMoment]);
  const shown = (series: (number | null)[]) => {
    const value = pointed === null ? undefined : series[pointed];
    return value === undefined || value === null ? '' : `: ${format(value)}`;
  };
  return (
    <div>
      <p className="num flex flex-wrap gap-x-4 gap-y-1 text-sm" aria-hidden>
        <span className="flex items-center gap-1.5">
          <span className="size-2.5 rounded-sm bg-accent" />
          {names.values}
          {shown(values)}
        </span>
        <span className="flex items-center gap-1.5 text-muted">
          <span className="w-4 border-t-2 border-dashed border-current" />
          {names.before}
          {shown(before)}
        </span>
        {pointed !== null && <span className="ml-auto text-muted">{formatMoment(at[pointed] ?? 0)}</span>}
      </p>
      <div ref={host} role="img" aria-label={label} className="mt-2 min-h-60 w-full overflow-hidden" />
    </div>
  );
}
