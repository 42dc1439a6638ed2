import { For, type JSX } from 'solid-js';
import { DataTable } from '../table/data-table.tsx';
import { axisTop, barShare } from './bar-scale.ts';
import './bar-chart.css';

export type Bar = {
  /** What the bar stands for, such as an hour. */
  readonly label: string;
  /** Its height: any whole number; below zero it is only in the table. */
  readonly value: number;
  /** The value as people read it, for the table. */
  readonly text: string;
  /** A bar that is not finished yet, such as the present hour, is drawn softer. */
  readonly soft?: boolean;
};

const WIDTH = 480;
const HEIGHT = 200;
const FOOT = 24;

/** Bars in SVG with their table beside: the picture is for the eye, the table for everybody. */
export const BarChart = (props: {
  readonly title: string;
  readonly labelHead: string;
  readonly valueHead: string;
  readonly bars: readonly Bar[];
  readonly empty: string;
}): JSX.Element => {
  const top = () => axisTop(props.bars.map((bar) => bar.value));
  const pitch = () => WIDTH / Math.max(1, props.bars.length);
  const height = (bar: Bar) => barShare(bar.value, top()) * (HEIGHT - FOOT - 8);
  const every = () => Math.max(1, Math.ceil(props.bars.length / 12));
  return (
    <div class="bar-chart">
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} aria-hidden="true">
        <For each={[0, 0.5, 1]}>
          {(share) => (
            <line
              class="grid"
              x1="0"
              x2={WIDTH}
              y1={HEIGHT - FOOT - share * (HEIGHT - FOOT - 8)}
              y2={HEIGHT - FOOT - share * (HEIGHT - FOOT - 8)}
            />
          )}
        </For>
        <For each={props.bars}>
          {(bar, index) => (
            <>
              <rect
                class="bar"
                classList={{ 'is-soft': bar.soft === true }}
                x={index() * pitch() + pitch() * 0.15}
                y={HEIGHT - FOOT - height(bar)}
                width={pitch() * 0.7}
                height={height(bar)}
                rx="3"
              />
              <text x={(index() + 0.5) * pitch()} y={HEIGHT - 6} text-anchor="middle">
                {index() % every() === 0 ? bar.label : ''}
              </text>
            </>
          )}
        </For>
      </svg>
      <DataTable
        caption={props.title}
        columns={[
          { head: props.labelHead, cell: (bar: Bar) => bar.label },
          { head: props.valueHead, cell: (bar: Bar) => bar.text, number: true },
        ]}
        rows={props.bars}
        empty={props.empty}
      />
    </div>
  );
};
