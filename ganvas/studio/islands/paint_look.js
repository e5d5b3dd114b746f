/** How gv-paint looks: its tools, the signs on its buttons, its sheet of styles. */
import { t } from "./common.js";

export const TOOLS = {
  brush: [t("Brush"), "b", "M11.5 3.5l3 3-6.5 6.5-3-3zM5 10c-2 .5-1.5 3.5-3.5 4.5 2 1 5.5.5 6-2"],
  eraser: [t("Eraser"), "e", "M7 14.5l-4-4 7.5-7.5 4 4-7.5 7.5zM6.5 7l4 4M5 14.5h10"],
  lasso: [t("Lasso"), "l", "M9 3c4 0 7 2 7 4.5S13 12 9 12 2 10 2 7.5 5 3 9 3zM5 11.5c-1.5 1.5 1 2 0 4"],
  box: [t("Box"), "r", "M3 4h12v10H3z"],
  oval: [t("Oval"), "o", "M9 3.5c4 0 7 2.5 7 5.5s-3 5.5-7 5.5-7-2.5-7-5.5 3-5.5 7-5.5z"],
  fill: [t("Fill"), "g", "M8 3l6 6-6 5.5-5.5-5.5L9 2.5M14.5 11c1.5 2 1.5 3.5.5 3.5s-1.5-1.5-.5-3.5z"],
};
export const ACTS = {
  undo: [t("Undo"), "M6 4L3 7l3 3M3 7h7a4 4 0 010 8H7"], redo: [t("Redo"), "M12 4l3 3-3 3M15 7H8a4 4 0 000 8h3"],
  clear: [t("Clear the layer"), "M3 5h12M7 5V3h4v2M5 5l.7 10h6.6L13 5"],
};
export const EDGES = { left: t("left"), top: t("top"), right: t("right"), bottom: t("bottom") };
const EYE = "M1.5 9c3-6.5 12-6.5 15 0-3 6.5-12 6.5-15 0zM9 6.5a2.5 2.5 0 110 5 2.5 2.5 0 010-5z";
export const SIGNS = {
  visible: [t("Show"), EYE, "M1.5 9c3 6.5 12 6.5 15 0M3 14l1.5-2M9 13.5V16M15 14l-1.5-2"],
  locked: [t("Lock"), "M4 8h10v7H4zM6 8V5.5a3 3 0 016 0V8", "M4 8h10v7H4zM6 8V5.5a3 3 0 015.5-1.5"],
};

export const LOOK = `
  .stage { position: relative; overflow: hidden; border-radius: 3px; background: var(--_board); margin: 8px 0;
    box-shadow: 0 0 0 1px var(--_line); }
  .stage[data-mode=line], .stage[data-mode=colour] { background: #fff; }
  ::slotted(*), .stage canvas { position: absolute; inset: 0; width: 100%; height: 100%; }
  .layers canvas { opacity: var(--gv-veil, .42); pointer-events: none; }
  .layers canvas.active { opacity: var(--gv-veil-active, .58); }
  .stage:not([data-mode=mask]) .layers canvas { opacity: var(--gv-strokes, 1); }
  .top { touch-action: none; cursor: crosshair; }
  .top:focus-visible { outline-offset: -2px; }
  .bar .gap { flex: 1; }
  .settings { gap: 6px 16px; }
  label { display: flex; gap: 8px; align-items: center; font-size: .875em; color: var(--_quiet); }
  label input[type=range] { width: 110px; } input[type=color] { width: 40px; height: 30px; padding: 2px; border: 1px solid
    var(--_quiet); border-radius: 5px; background: var(--_paper); }
  label input[type=number] { width: 66px; color: var(--_ink); }
  ul { list-style: none; margin: 8px 0 0; padding: 0; }
  li { display: flex; gap: 6px; align-items: center; padding: 3px 0; border-top: 1px solid var(--_line); }
  li .pick { flex: 1; display: flex; gap: 8px; align-items: center; text-align: left; border-color: transparent;
    background: none; color: var(--_ink); }
  li .pick[aria-pressed=true] { font-weight: 600; border-color: var(--_ink); }
  li i { width: 14px; height: 14px; border-radius: 3px; border: 1px solid var(--_ink); }
  li [data-do=visible], li [data-do=locked] { padding: 5px; border-color: transparent; background: none; color: var(--_quiet); }
  li [aria-pressed=true] { color: var(--_ink) !important; }
  button.tool { padding: 5px; }
`;
