// Today: comes back for what is still being worked out.

import { comeBack } from "./waiting.js";

comeBack();
