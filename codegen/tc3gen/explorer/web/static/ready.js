// Says that scripts run, before anything is drawn: what needs them is hidden otherwise.
"use strict";
document.documentElement.classList.add("js");
