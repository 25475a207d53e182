/* The help button: held for a second by hand, pressed twice by keyboard; never by a slip. */

import { say } from "./words.js";

const HOLD = 1000;
const SECOND_PRESS = 5000;

/** Watch the button; `call` is done once per full hold, `hint` is told what to do on a slip. */
export function watchHelp(button, call, hint) {
  let holding = 0;
  let armed = 0;

  const letGo = () => {
    if (!holding) return;
    window.clearTimeout(holding);
    holding = 0;
    button.classList.remove("holding");
    hint(say("helpHold"));
  };
  const done = () => {
    holding = 0;
    button.classList.remove("holding");
    navigator.vibrate?.(200);
    call();
  };

  button.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    button.setPointerCapture(event.pointerId);
    button.classList.add("holding");
    holding = window.setTimeout(done, HOLD);
  });
  button.addEventListener("pointerup", letGo);
  button.addEventListener("pointercancel", letGo);
  button.addEventListener("contextmenu", (event) => event.preventDefault());
  button.addEventListener("click", (event) => {
    if (event.detail !== 0) return;
    if (Date.now() - armed < SECOND_PRESS) {
      armed = 0;
      call();
    } else {
      armed = Date.now();
      hint(say("helpAgain"));
    }
  });
}
